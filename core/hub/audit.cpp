#include "hub/audit.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <unordered_map>
#include <utility>

#include "base/crypto.hpp"
#include "ledger/chain.hpp"
#include "ledger/open_lines.hpp"
#include "store/checks.hpp"
#include "store/claim_rows.hpp"
#include "store/history_rows.hpp"
#include "store/leaving_rows.hpp"
#include "store/ledger_rows.hpp"
#include "store/migrate.hpp"

namespace obolus::hub {

namespace {

constexpr std::size_t findings_of_each_check_max = 20;
constexpr std::int64_t progress_every = 10'000;

std::array<std::uint64_t, 2> random_key() {
    const std::string bytes = base::random_bytes(16);
    std::array<std::uint64_t, 2> key{};
    std::memcpy(key.data(), bytes.data(), bytes.size());
    return key;
}

/// Whose money is told apart line by line.
bool keeps_lines(ledger::AccountKind kind) {
    return kind == ledger::AccountKind::closing || kind == ledger::AccountKind::escrow;
}

/// Plays the journal again from nothing. It stops judging at the first wrong row: what follows would only echo it.
class Replay {
   public:
    Replay(store::Connection& connection, AuditReport& report)
        : connection_(connection),
          report_(report),
          open_lines_(random_key()),
          departures_(store::departures(connection)),
          chain_(ledger::genesis_chain()) {
        store::each_account(connection,
                            [&](const ledger::Account& account) { accounts_.emplace(account.id, Replayed{account}); });
    }

    void visit(ledger::Txn txn) {
        report_.txns += 1;
        report_.transfers += static_cast<std::int64_t>(txn.transfers.size());
        if (found_) return;
        if (txn.seq != seq_ + 1)
            return wrong("txns", std::to_string(txn.seq), "does not follow txn " + std::to_string(seq_));
        if (txn.at <= at_) return wrong("txns", std::to_string(txn.seq), "is not later than the txn before it");
        note_opened(txn);
        now_ = txn.at;
        std::int32_t n = 0;
        for (const ledger::Transfer& transfer : txn.transfers) {
            if (transfer.n != ++n)
                return wrong_transfer(transfer, "is not number " + std::to_string(n) + " of its txn");
            if (!post(transfer)) return;
        }
        // At the txn's end: a claimant's own lines go back beside his claim.
        for (const ledger::Transfer& transfer : txn.transfers)
            if (transfer.kind == ledger::TransferKind::claim && !check_claim(transfer)) return;
        if (ledger::leaf_hash(txn) != txn.leaf)
            return wrong("txns", std::to_string(txn.seq), "was changed: its hash is not that of its transfers");
        chain_ = ledger::chain_hash(chain_, txn.leaf);
        if (chain_ != txn.chain) return wrong("txns", std::to_string(txn.seq), "does not continue the hash chain");
        seq_ = txn.seq;
        at_ = txn.at;
    }

    /// After the last txn, before the first reversal.
    void end_journal() { std::ranges::sort(returned_); }

    /// A reversal as it is recorded beside the journal, in the order of the lines.
    void visit_reversal(const ledger::LineAddress& line, std::int64_t by_seq) {
        if (found_) return;
        if (reversals_ < returned_.size() && returned_[reversals_].line < line) return no_reversal();
        if (reversals_ == returned_.size() || returned_[reversals_] != Returned{line, by_seq})
            return wrong("line_reversals", address(line), "names a line that its txn did not return");
        ++reversals_;
    }

    void finish(const store::LogHead& head) {
        report_.chain = chain_;
        if (found_) return;
        if (head.journal.seq != seq_ || head.journal.chain != chain_)
            return wrong("log_head", std::to_string(head.journal.seq),
                         "is not the end of the journal: rows are missing or were added");
        if (head.journal.at < at_)
            return wrong("log_head", std::to_string(head.journal.seq), "is earlier than the last txn");
        warn_of_losses();
        if (reversals_ < returned_.size()) return no_reversal();
        for (const auto& [id, replayed] : accounts_)
            if (replayed.account.debits_posted != replayed.debits ||
                replayed.account.credits_posted != replayed.credits ||
                replayed.account.debits_pending != replayed.debits_pending ||
                replayed.account.credits_pending != replayed.credits_pending)
                return wrong("accounts", std::to_string(id),
                             ledger::describe(replayed.account.key) + " does not equal its transfers");
    }

   private:
    struct Replayed {
        ledger::Account account;
        std::int64_t debits = 0;
        std::int64_t credits = 0;
        std::int64_t debits_pending = 0;
        std::int64_t credits_pending = 0;
        bool named = false;
        std::int64_t available() const { return credits - debits - debits_pending; }
    };
    struct Returned {
        ledger::LineAddress line;
        std::int64_t by_seq;
        friend auto operator<=>(const Returned&, const Returned&) = default;
    };
    struct OpenHold {
        std::int64_t debit_account;
        std::int64_t credit_account;
        std::int64_t amount_micro;
    };

    /// An account is opened by the txn that names it first.
    void note_opened(ledger::Txn& txn) {
        std::map<std::int64_t, ledger::AccountKey> opened;
        for (const ledger::Transfer& transfer : txn.transfers)
            for (const std::int64_t id : {transfer.debit_account, transfer.credit_account})
                if (const auto found = accounts_.find(id);
                    found != accounts_.end() && !std::exchange(found->second.named, true))
                    opened.emplace(id, found->second.account.key);
        for (const auto& [id, key] : opened)
            txn.opened.push_back({id, key});
    }

    bool post(const ledger::Transfer& t) {
        const auto debit = accounts_.find(t.debit_account);
        const auto credit = accounts_.find(t.credit_account);
        if (debit == accounts_.end() || credit == accounts_.end())
            return fail(t, "names an account that does not exist");
        if (t.amount_micro <= 0 || debit == credit) return fail(t, "has no positive amount or only one account");
        if (debit->second.account.key.currency != credit->second.account.key.currency)
            return fail(t, "mixes currencies");
        if (!resolve_hold(t, debit->second, credit->second) || !move(t, debit->second, credit->second)) return false;
        if (ledger::is_liability(debit->second.account.key.kind) && debit->second.available() < 0)
            return fail(t, "overdraws " + ledger::describe(debit->second.account.key));
        return check_lines(t, debit->second.account.key, credit->second.account.key);
    }

    /// Invariant 5: a hold is resolved once, between the same accounts, for at most its amount.
    bool resolve_hold(const ledger::Transfer& t, Replayed& debit, Replayed& credit) {
        const bool resolves = t.phase == ledger::Phase::post_pending || t.phase == ledger::Phase::void_pending;
        if (!resolves)
            return (t.pending_seq == 0 && t.pending_n == 0) || fail(t, "names a hold that it does not resolve");
        const auto hold = holds_.find({t.pending_seq, t.pending_n});
        if (hold == holds_.end()) return fail(t, "resolves a hold that does not exist or was resolved before");
        if (hold->second.debit_account != t.debit_account || hold->second.credit_account != t.credit_account)
            return fail(t, "resolves a hold between other accounts");
        if (t.amount_micro > hold->second.amount_micro ||
            (t.phase == ledger::Phase::void_pending && t.amount_micro != hold->second.amount_micro))
            return fail(t, "resolves another amount than was held");
        debit.debits_pending -= hold->second.amount_micro;
        credit.credits_pending -= hold->second.amount_micro;
        holds_.erase(hold);
        return true;
    }

    /// Invariant 12: what is posted continues its accounts' queues; a hold and its void take no place in them.
    bool move(const ledger::Transfer& t, Replayed& debit, Replayed& credit) {
        const bool posts = t.phase == ledger::Phase::plain || t.phase == ledger::Phase::post_pending;
        if (t.dr_from != (posts ? debit.debits : 0) || t.cr_from != (posts ? credit.credits : 0))
            return fail(t, "does not continue its accounts' first-in first-out queues");
        if (posts) {
            debit.debits += t.amount_micro;
            credit.credits += t.amount_micro;
        } else if (t.phase == ledger::Phase::pending) {
            debit.debits_pending += t.amount_micro;
            credit.credits_pending += t.amount_micro;
            holds_.emplace(std::pair{t.seq, t.n}, OpenHold{t.debit_account, t.credit_account, t.amount_micro});
        } else if (t.phase != ledger::Phase::void_pending) {
            return fail(t, "has a phase that does not exist");
        }
        return true;
    }

    bool check_lines(const ledger::Transfer& t, const ledger::AccountKey& from, const ledger::AccountKey& to) {
        if (t.lines.empty())
            return t.kind == ledger::TransferKind::claim || !(keeps_lines(from.kind) || keeps_lines(to.kind)) ||
                   fail(t, "moves money of " + ledger::describe(keeps_lines(from.kind) ? from : to) + " without lines");
        const auto lines = ledger::decode_lines(t.lines);
        if (!lines) return fail(t, "has lines that can't be read");
        if (ledger::sum(*lines) != t.amount_micro) return fail(t, "is not the sum of its lines");
        report_.lines += static_cast<std::int64_t>(lines->size());
        for (const ledger::Line& line : *lines)
            if (!check_line(t, line, from, to)) return false;
        if (keeps_lines(to.kind)) open_lines_.arrive(t.seq, t.n, t.credit_account, *lines);
        return true;
    }

    /// Invariants 6 and 11: what leaves closing and escrow is what was brought there, once, and goes to whom it was
    /// given or back to its giver.
    bool check_line(const ledger::Transfer& t, const ledger::Line& line, const ledger::AccountKey& from,
                    const ledger::AccountKey& to) {
        using ledger::TransferKind;
        if (t.kind == TransferKind::share || t.kind == TransferKind::refund) {
            const std::string_view problem = open_lines_.leave(t.debit_account, line);
            if (!problem.empty()) return fail(t, std::string(problem) + " (" + address(line.origin) + ")");
        } else {
            if (line.origin.seq != 0) return fail(t, "names origins, and is neither a share nor a refund");
            if (line.giver.value != from.owner) return fail(t, "has a line of somebody whose money it isn't");
        }
        if (t.kind == TransferKind::refund) {
            returned_.push_back({line.origin, t.seq});
            return may_have_back(line.giver, to) || fail(t, "returns a line to somebody who is not its giver");
        }
        const bool is_for = t.kind == TransferKind::share || t.kind == TransferKind::gift;
        return !is_for || to.kind != ledger::AccountKind::escrow || to.owner == line.identity.value ||
               fail(t, "brings a line to an identity that it wasn't given to");
    }

    /// His wallet; of one who had left by then, also where rule 20 sends it: to the escrow of his last identity, to
    /// whoever is that identity now, or to whom the settings name. Of these the books keep the first alone, so a refund
    /// to such a wallet, escrow or revenue is left to sql/checks.
    bool may_have_back(base::MemberId giver, const ledger::AccountKey& to) const {
        if (to.kind == ledger::AccountKind::wallet && to.owner == giver.value) return true;
        const auto left = departures_.find(giver);
        return left != departures_.end() && now_ >= left->second &&
               (to.kind == ledger::AccountKind::wallet || to.kind == ledger::AccountKind::escrow ||
                to.kind == ledger::AccountKind::revenue);
    }

    /// Invariant 11: a claim takes everything that is left of the arrivals that it ended, to the member who claimed.
    bool check_claim(const ledger::Transfer& t) {
        const ledger::AccountKey& from = accounts_.at(t.debit_account).account.key;
        const ledger::AccountKey& to = accounts_.at(t.credit_account).account.key;
        if (from.kind != ledger::AccountKind::escrow || to.kind != ledger::AccountKind::revenue)
            return fail(t, "claims what waits for nobody, or for no revenue");
        std::int64_t waited = 0;
        for (const store::Arrival& arrival : store::claimed_arrivals(connection_, {from.owner}, t.seq)) {
            if (arrival.member.value != to.owner) return fail(t, "goes to a member who did not claim it");
            waited += open_lines_.leave_all(t.debit_account, arrival.seq, arrival.n).value_or(0);
        }
        return waited == t.amount_micro || fail(t, "is not what waited: that was " + std::to_string(waited));
    }

    /// Invariant 13: what is owed is covered by rails, banks and what the operator must make good; here is how much
    /// that is, less what he has taken in fees.
    void warn_of_losses() {
        std::map<std::string, std::int64_t> missing;
        for (const auto& [id, replayed] : accounts_) {
            const ledger::AccountKind kind = replayed.account.key.kind;
            if (kind == ledger::AccountKind::operator_loss || kind == ledger::AccountKind::fee)
                missing[std::string(replayed.account.key.currency.code())] += replayed.debits - replayed.credits;
        }
        for (const auto& [code, micro] : missing)
            if (micro > 0)
                report_.warnings.push_back(
                    {"uncovered_loss", "accounts", code,
                     money::to_decimal(micro, money::Currency::parse(code).value()) + " " + code +
                         " less is there than is owed to people: chargebacks took more than the fees have brought. "
                         "Keep that much of your own where customers' money is kept."});
    }

    void no_reversal() {
        wrong("line_reversals", address(returned_[reversals_].line),
              "is missing: txn " + std::to_string(returned_[reversals_].by_seq) + " has returned that line");
    }
    static std::string address(const ledger::LineAddress& line) {
        return std::to_string(line.seq) + "." + std::to_string(line.n) + "." + std::to_string(line.line);
    }
    bool fail(const ledger::Transfer& t, std::string problem) {
        wrong_transfer(t, std::move(problem));
        return false;
    }
    void wrong_transfer(const ledger::Transfer& t, std::string problem) {
        wrong("transfers", std::to_string(t.seq) + "." + std::to_string(t.n), std::move(problem));
    }
    void wrong(std::string place, std::string row_key, std::string problem) {
        found_ = true;
        report_.findings.push_back({"journal", std::move(place), std::move(row_key), std::move(problem)});
    }

    store::Connection& connection_;
    AuditReport& report_;
    std::unordered_map<std::int64_t, Replayed> accounts_;
    ledger::OpenLines open_lines_;
    std::vector<Returned> returned_;
    std::unordered_map<base::MemberId, base::Time> departures_;
    std::map<std::pair<std::int64_t, std::int32_t>, OpenHold> holds_;
    std::size_t reversals_ = 0;
    std::int64_t seq_ = 0;
    base::Time at_{};
    base::Time now_{};  ///< of the txn that is being replayed
    std::string chain_;
    bool found_ = false;
};

}  // namespace

base::Result<AuditReport> audit(const std::string& database,
                                const std::function<void(std::int64_t, std::int64_t)>& progress, std::string& problem) {
    BOOST_OUTCOME_TRYV(store::check_schema(database, problem));
    try {
        store::Connection connection(database, store::Access::read_only);
        store::Snapshot snapshot(connection, base::Time{});
        AuditReport report;
        const std::int64_t all = store::count_txns(connection);
        Replay replay(connection, report);
        store::each_txn(connection, [&](const ledger::Txn& txn) {
            replay.visit(txn);
            if (progress && report.txns % progress_every == 0) progress(report.txns, all);
        });
        replay.end_journal();
        store::each_reversal(connection, [&](const ledger::LineAddress& line, std::int64_t by_seq) {
            replay.visit_reversal(line, by_seq);
        });
        replay.finish(snapshot.head());
        if (progress) progress(report.txns, all);
        for (store::CheckFinding& finding : store::run_checks(connection, findings_of_each_check_max))
            report.findings.push_back({std::move(finding.check), std::move(finding.place), std::move(finding.row_key),
                                       std::move(finding.problem)});
        return report;
    } catch (...) {
        const store::Caught caught = store::caught_exception();
        problem = "the audit could not read the database: " + caught.message;
        return caught.fault;
    }
}

}  // namespace obolus::hub
