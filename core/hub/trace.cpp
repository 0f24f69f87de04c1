#include "hub/trace.hpp"

#include "hub/ids.hpp"
#include "hub/money_out.hpp"
#include "hub/money_way.hpp"
#include "store/close_rows.hpp"
#include "store/giving_rows.hpp"
#include "store/payout_rows.hpp"

namespace obolus::hub {

namespace {

/// What an id names: a part of a transfer, or a flattr for which nothing was divided (yet).
struct Subject {
    std::optional<Part> part;
    TraceStep flattr;
};

base::Result<Subject> whole(MoneyWay& way, std::int64_t seq, std::int32_t n) {
    const auto transfer = way.read(seq, n);
    if (!transfer) return Refusal::transfer_unknown;
    return Subject{Part{*transfer, 0, transfer->amount_micro}, {}};
}

base::Result<Subject> line_of(MoneyWay& way, const ledger::LineAddress& address) {
    const auto transfer = way.read(address.seq, address.n);
    const auto part = transfer ? line_part(*transfer, address.line) : std::nullopt;
    if (!part) return Refusal::transfer_unknown;
    return Subject{*part, {}};
}

/// A flattr is the line that the month's close gave it.
base::Result<Subject> flattr_of(store::Snapshot& snapshot, MoneyWay& way, const Rules& rules, const FlattrId& id,
                                const std::string& text) {
    store::Connection& connection = snapshot.connection();
    if (!store::flattr_counts(connection, id.month, id.giver, id.thing)) return Refusal::transfer_unknown;
    for (const auto& [month, close] : store::closes_of(connection, id.giver, INT32_MAX)) {
        if (month != id.month || close.outcome != giving::Outcome::divided) continue;
        const auto transfer = way.read(close.seq, close.n);
        const auto lines = transfer ? ledger::decode_lines(transfer->lines) : std::nullopt;
        if (!lines) return Refusal::transfer_unknown;
        for (std::size_t i = 0; i < lines->size(); ++i)
            if ((*lines)[i].thing == id.thing) return line_of(way, {close.seq, close.n, static_cast<std::int32_t>(i)});
    }
    TraceStep step;
    step.id = text;
    step.kind = "flattr";
    step.from = ledger::describe(ledger::budget_of(id.giver, id.month, rules.currency));
    step.amount = money::Amount::zero(rules.currency);
    return Subject{std::nullopt, step};
}

/// A payout is what was posted to the rail; its hold until then; what gave it back when it failed.
base::Result<Subject> payout_of(store::Snapshot& snapshot, MoneyWay& way, std::int64_t number) {
    const auto payout = store::read_payout(snapshot.connection(), number);
    if (!payout) return Refusal::transfer_unknown;
    if (payout->state == payouts::State::reserved) return whole(way, payout->reserve_seq, payout->reserve_n);
    for (const ledger::Transfer& transfer : way.read_all(payout->resolved_seq))
        if (transfer.pending_seq == payout->reserve_seq && transfer.pending_n == payout->reserve_n)
            return whole(way, transfer.seq, transfer.n);
    return Refusal::transfer_unknown;
}

base::Result<Subject> find(store::Snapshot& snapshot, MoneyWay& way, const Rules& rules, const std::string& id) {
    if (const auto flattr = parse_flattr_id(rules, id)) return flattr_of(snapshot, way, rules, *flattr, id);
    if (const auto line = parse_line_id(rules, id)) return line_of(way, *line);
    if (const auto transfer = parse_transfer_id(rules, id)) return whole(way, transfer->seq, transfer->n);
    if (const auto payout = parse_payout_id(rules, id)) return payout_of(snapshot, way, *payout);
    return Refusal::transfer_unknown;
}

/// Depth-first, in the order in which the money came or went.
class Walk {
   public:
    Walk(MoneyWay& way, std::vector<TraceStep>& steps, std::size_t steps_max)
        : way_(way), steps_(steps), steps_max_(steps_max) {}

    void back(const Part& part, int depth) {
        const std::vector<Part> origins = way_.origins_of(part);
        if (cut_short()) return;
        for (const Part& origin : origins) {
            if (!add(way_.describe(origin, depth))) return;
            back(origin, depth + 1);
        }
    }
    void onward(const Part& part, int depth) {
        std::int64_t rest = part.to - part.from;
        const std::vector<Part> fates = way_.fates_of(part);
        if (cut_short()) return;
        for (const Part& fate : fates) {
            rest -= fate.to - fate.from;
            if (!add(way_.describe(fate, depth))) return;
            onward(fate, depth + 1);
        }
        if (cut_short()) return;
        if (rest > 0 && way_.can_rest(part)) add(way_.describe_rest(part, rest, depth));
    }
    bool complete() const { return complete_; }

   private:
    /// What the way couldn't read would be taken for what rests.
    bool cut_short() {
        complete_ = complete_ && !way_.exhausted();
        return !complete_;
    }
    bool add(TraceStep step) {
        complete_ = complete_ && steps_.size() < steps_max_;
        if (complete_) steps_.push_back(std::move(step));
        return complete_;
    }

    MoneyWay& way_;
    std::vector<TraceStep>& steps_;
    std::size_t steps_max_;
    bool complete_ = true;
};

}  // namespace

base::Result<Trace> trace(store::Snapshot& snapshot, const Rules& rules, const TraceMoney& question) {
    MoneyWay way(snapshot, rules, question.rows_max);
    BOOST_OUTCOME_TRY(const Subject subject, find(snapshot, way, rules, question.id));
    Trace trace;
    if (!subject.part) {
        trace.subject = subject.flattr;
        return trace;
    }
    trace.subject = way.describe(*subject.part, 0);
    Walk back(way, trace.origins, question.steps_max);
    back.back(*subject.part, 1);
    Walk onward(way, trace.fates, question.steps_max);
    onward.onward(*subject.part, 1);
    trace.complete = back.complete() && onward.complete();
    return trace;
}

}  // namespace obolus::hub
