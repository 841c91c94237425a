#include "actors/rest_calls.hpp"

#include "actors/call_dialling.hpp"
#include "actors/calls.hpp"

#include <utility>

namespace actors {

void rest_calls::start(schema::identity_ptr who, schema::start_call what,
                       dialects::dialect words, answer done) const {
  begin_dialling(env_,
                 {.who = std::move(who),
                  .what = std::move(what),
                  .route = {.dialect = words, .answer = std::move(done)}});
}

void rest_calls::act(schema::identity_ptr who, schema::call_command what,
                     dialects::dialect words, answer done) const {
  env_.calls->ask({.who = std::move(who),
                   .what = std::move(what),
                   .route = {.dialect = words, .answer = std::move(done)}});
}

void rest_calls::ask_token(schema::identity_ptr who, schema::call_id call,
                           dialects::dialect words, answer done) const {
  env_.calls->ask({.who = std::move(who),
                   .what = schema::ask_call_token{std::move(call)},
                   .route = {.dialect = words, .answer = std::move(done)}});
}

} // namespace actors
