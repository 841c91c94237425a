#pragma once

#include "storage/pg/call_batch.hpp"
#include "storage/pg/settle.hpp"

namespace storage::pg {

/// Gives every item of the batch its answer: all in one statement, and if the
/// server refuses that, one by one. What is left without an answer: the
/// executor has given up.
void settle(call_batch& b, executor& x);

} // namespace storage::pg
