#pragma once

#include "storage/pg/reader_pool.hpp"

#include <algorithm>
#include <limits>
#include <memory>
#include <span>
#include <utility>

namespace storage::pg {

/// Questions of one kind for the reader pool: those that wait when a reader is
/// free share its statement, at most `most` of them. A round trip wakes two
/// processes, which costs more than many an answer.
///
/// Nothing about a question may make the statement fail: the others would get
/// no answer either. Any thread.
template<class Question, class Answer>
class grouped_reads {
public:
  using answers = std::vector<schema::result<Answer>>;
  /// An answer to each question, in order. May throw what pqxx throws, and may
  /// run again.
  using read_function =
    std::function<answers(session&, std::span<const Question>)>;

  grouped_reads(reader_pool& readers, std::size_t most, read_function read)
    : readers_(readers),
      state_(std::make_shared<state>()) {
    state_->most = most;
    state_->read = std::move(read);
  }

  void submit(Question what, on_result<Answer> done) {
    auto& s = *state_;
    auto group = std::make_shared<turn>(state_);
    std::unique_lock lock{s.mutex};
    if (s.waiting.size() >= readers_.capacity()) {
      lock.unlock();
      return tell(done, schema::result<Answer>{tl::unexpect, too_many_reads()});
    }
    s.waiting.push_back({std::move(what), std::move(done)});
    // A turn that waits takes it along.
    if (s.waiting.size() <= s.turns * s.most)
      return;
    ++s.turns;
    lock.unlock();
    readers_.push({[group](session& x) { group->run(x); },
                   [group](const schema::error& e) { group->fail(e); }},
                  read_kind::question);
  }

private:
  struct item {
    Question what;
    on_result<Answer> done;
  };

  struct state {
    std::mutex mutex;
    std::size_t most = 1;
    read_function read;
    /// Those that no turn has taken yet.
    std::vector<item> waiting;
    /// Turns that have not begun.
    std::size_t turns = 0;
  };

  /// One statement of a reader.
  class turn {
  public:
    explicit turn(std::shared_ptr<state> of) : of_(std::move(of)) {
      // nop
    }

    void run(session& s) {
      if (!std::exchange(has_begun_, true))
        take(0, of_->most);
      if (questions_.empty())
        return;
      auto found = of_->read(s, questions_);
      for (std::size_t i = 0; i < askers_.size(); ++i)
        tell(askers_[i], std::move(found[i]));
    }

    void fail(const schema::error& why) {
      // Refused before it began: what other turns will take is left to them.
      if (!std::exchange(has_begun_, true))
        take(of_->most, std::numeric_limits<std::size_t>::max());
      for (const auto& done : askers_)
        tell(done, schema::result<Answer>{tl::unexpect, why});
    }

  private:
    /// Its own `most` at the front; or what is behind `most` for each of the
    /// others.
    void take(std::size_t behind, std::size_t most) {
      const std::lock_guard lock{of_->mutex};
      auto& all = of_->waiting;
      const auto first = std::min(--of_->turns * behind, all.size());
      const auto size = std::min(most, all.size() - first);
      questions_.reserve(size);
      askers_.reserve(size);
      const auto begin = all.begin() + static_cast<std::ptrdiff_t>(first);
      const auto end = begin + static_cast<std::ptrdiff_t>(size);
      for (auto x = begin; x != end; ++x) {
        questions_.push_back(std::move(x->what));
        askers_.push_back(std::move(x->done));
      }
      all.erase(begin, end);
    }

    std::shared_ptr<state> of_;
    bool has_begun_ = false;
    std::vector<Question> questions_;
    std::vector<on_result<Answer>> askers_;
  };

  reader_pool& readers_;
  std::shared_ptr<state> state_;
};

} // namespace storage::pg
