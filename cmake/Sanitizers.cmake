# SWITCHBOARD_SANITIZE: a list for -fsanitize, such as "address,undefined".
set(SWITCHBOARD_SANITIZE "" CACHE STRING "What to pass to -fsanitize")
if(SWITCHBOARD_SANITIZE)
  add_compile_options(-fsanitize=${SWITCHBOARD_SANITIZE}
                      -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${SWITCHBOARD_SANITIZE})
endif()
