#pragma once

#include "domain/call/commands.hpp"
#include "domain/call/deadlines.hpp"
#include "domain/call/dial.hpp"
#include "domain/call/presence.hpp"
#include "domain/call/resume.hpp"
#include "domain/call/state.hpp"

/// The call machine: ringing → answered → ongoing → ended.
///
/// Whoever drives it (one a call) holds a `state` and does one thing at a time:
///
/// 1. `dial` gives the first transition; `restore` gives the state of a call
///    that is stored. Then `decide` for commands, `attach` and `detach` for
///    connections, `expire` when `next_deadline` has come.
/// 2. A transition without `stored` is applied, and its tellings go out.
/// 3. One with `stored` is submitted first; everything else waits meanwhile.
///    Committed: apply, tell, answer. Stale: `reload` with the row that is
///    there, and decide anew. Unavailable: nothing has happened; the answer
///    says so, and a timer tries again.
/// 4. After each, a timer is set for `next_deadline`.
///
/// Timestamps are the server's wall clock, because deadlines are stored; a
/// clock that is set back makes no negative duration.
namespace domain::call {}
