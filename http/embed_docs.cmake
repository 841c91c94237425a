# cmake -DOUTPUT=<file.cpp> -DSCHEMA=<folder> -P embed_docs.cmake
#
# Writes the descriptions of the interface as C++ (routes/documents.hpp says what
# they become).
cmake_minimum_required(VERSION 3.25)
set(out "#include \"http/routes/documents.hpp\"\n\nnamespace http {\n\n")
foreach(name IN ITEMS openapi asyncapi)
  file(READ "${SCHEMA}/${name}.yaml" text)
  string(APPEND out "std::string_view ${name}_document() {\n")
  string(APPEND out "  return R\"yaml(${text})yaml\";\n}\n\n")
endforeach()
string(APPEND out "} // namespace http\n")
file(WRITE "${OUTPUT}" "${out}")
