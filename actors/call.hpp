#pragma once

#include "actors/context.hpp"
#include "actors/interfaces.hpp"
#include "domain/call/machine.hpp"

#include <memory>
#include <optional>
#include <variant>
#include <vector>

namespace actors {

/// The owner of one call: drives the machine of domain/call, one thing at a
/// time. While a write is on its way all else waits, connections too.
///
/// While the call is live `calls` keeps it, if this server carries it on, and
/// for as long after as somebody has to hear of its end. Others live as long as
/// somebody holds their handle: what is asked of them is decided on what is
/// stored.
class call_state {
public:
  static constexpr const char* name = "call";

  call_state() = default;
  ~call_state();

  call_state(const call_state&) = delete;
  call_state& operator=(const call_state&) = delete;

  /// A call that is not to be dialled is loaded; it is another server's until
  /// it is taken up.
  void start(call_actor::pointer self, const context& env, schema::call_id id,
             bool dialled);

  // -- handlers, in the order of the interface --------------------------------

  void on_announce(bool begins);
  void on_dial(dialling_ptr by);
  void on_execute(call_request_ptr by);
  void on_loaded(const schema::result<loaded_call>& loaded);
  void on_stored(std::uint64_t number,
                 const schema::result<storage::call_outcome>& outcome);
  void on_watched(const std::vector<presence>& present);
  void on_appear(const std::vector<presence>& present);
  void on_vanish(const sink_ptr& out);
  void on_wake(std::uint64_t number);

  /// After an exception: what is known may be half of it, so all is loaded
  /// again.
  void distrust();

private:
  /// A socket of one of the two: a device, as the machine knows it.
  struct link {
    presence socket;
    schema::device_no no;
    /// Its departure waits among the work.
    bool gone = false;
  };

  struct arrival {
    schema::device_no no;
  };

  struct departure {
    schema::device_no no;
  };

  using work = std::variant<dialling_ptr, call_request_ptr, arrival, departure>;

  /// What is on its way to the store, and who waits for it; nobody, if a
  /// deadline has come.
  struct submitted {
    domain::call::transition decided;
    std::variant<std::monostate, dialling_ptr, call_request_ptr> by;
    /// It ends the call for another one, which is dialled then.
    bool makes_room = false;
  };

  // call.cpp
  void load();
  void watch_people();
  void restore();
  void attach_all();
  void adopt();
  /// It is this server's by now, but its machine does not know.
  [[nodiscard]] bool is_left_to_others() const;
  void reload();
  [[nodiscard]] bool is_dialled() const;
  void become_new();
  void expect(const dialling& by);
  void pass_on_waiting();
  void refuse_waiting(const schema::error& why);
  void refuse(const call_request& by, const schema::error& why);
  void refuse(const dialling& by, const schema::error& why);

  void refuse(std::monostate, const schema::error&) {}

  // call_work.cpp
  [[nodiscard]] bool is_ready() const;
  [[nodiscard]] bool is_named_by(const dialling& by) const;
  [[nodiscard]] bool is_repeated(const dialling& by) const;
  [[nodiscard]] bool can_dial(const dialling& by) const;
  [[nodiscard]] bool make_room(const dialling_ptr& by);
  void go_on();
  void arm();
  [[nodiscard]] std::optional<schema::timestamp> find_due() const;
  void release_if_over();
  void expire();
  void perform(const dialling_ptr& by);
  void perform(const call_request_ptr& by);
  void perform(arrival who);
  void attach(const link& who);
  void perform(departure who);
  [[nodiscard]] bool can_take(const std::vector<domain::call::telling>& news);
  template<class By>
  void carry_out(domain::call::transition&& decided, const By& by);
  void submit(submitted&& what);
  void note_name(const dialling& by);
  void settle(submitted&& what);
  void settle_stale(submitted&& what, const schema::call_ptr& stored);
  void begin_again(submitted&& what, storage::call_verdict why);

  // call_telling.cpp
  void apply(domain::call::transition&& decided);
  void tell(const std::vector<domain::call::telling>& news);
  void tell(const domain::call::telling& what);

  void answer(std::monostate) {}

  void answer(const dialling_ptr& by);
  void answer(const call_request_ptr& by);
  void answer(const reply_route& route, std::string_view token);
  void answer_token(const call_request& by);
  [[nodiscard]] std::string make_token();
  void forget_token();
  [[nodiscard]] dialects::call_view view_of(const schema::call& call,
                                            std::string_view token) const;

  [[nodiscard]] link* find_link(const sink_ptr& out);
  [[nodiscard]] link* find_link(schema::device_no no);
  /// Whose departure waits.
  [[nodiscard]] const link* find_gone(const sink_ptr& out) const;
  /// Who is not here any more can neither dial nor answer.
  [[nodiscard]] bool has_left(const reply_route& route);
  /// Those that are connected: a client is told nothing before that.
  [[nodiscard]] std::vector<domain::call::device>
  devices_of(schema::user_no who) const;
  [[nodiscard]] bool is_attached(const link& who) const;
  [[nodiscard]] domain::call::speaker speaker_of(const schema::identity& who,
                                                 const reply_route& route);

  call_actor::pointer self_ = nullptr;
  const context* env_ = nullptr;
  schema::call_id id_;
  /// This server carries it on: it was dialled here, or taken up.
  bool is_ours_ = false;
  /// Diallings of this name that are being looked up.
  int announced_ = 0;
  /// The store owes an answer to `load`.
  bool loading_ = false;
  /// Nothing is known: whoever asks makes it load.
  bool unknown_ = false;
  schema::identity_ptr caller_;
  schema::identity_ptr callee_;
  /// What the callee had named the call that turned out to be this one; mostly
  /// null.
  std::unique_ptr<const schema::call_id> callees_name_;
  bool watching_ = false;
  /// Answers that PEOPLE owe.
  std::size_t unanswered_ = 0;
  std::vector<link> links_;
  /// As stored, before there is a machine of it.
  schema::call_ptr row_;
  std::optional<domain::call::state> machine_;
  /// The last token for its channel, and when that was made.
  std::string token_;
  schema::timestamp token_made_{};
  std::optional<submitted> submitted_;
  /// The number of the last write: what became of an earlier one is of no use.
  std::uint64_t writes_ = 0;
  /// In order. Mostly empty, which a deque is not for less than 600 bytes.
  std::vector<work> waiting_;
  /// The number of the last timer, and what it was set for.
  std::uint64_t timer_ = 0;
  std::optional<schema::timestamp> armed_for_;
  /// The store was away: not before that.
  std::optional<schema::timestamp> retry_at_;
};

/// Behaviour of the CALL `id`.
call_actor::behavior_type call(call_actor::stateful_pointer<call_state> self,
                               const context* env, schema::call_id id,
                               bool dialled);

} // namespace actors
