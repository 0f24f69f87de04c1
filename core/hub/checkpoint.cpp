#include "hub/checkpoint.hpp"

#include "store/ledger_rows.hpp"

namespace obolus::hub {

namespace {

Compared compare(store::Connection& connection, const ledger::Head& journal, const store::Checkpoint& published) {
    Compared compared{Standing::holds, {journal.seq, journal.at, journal.chain}};
    if (journal.seq < published.seq)
        compared.standing = Standing::behind;
    else if (published.seq > 0 && store::chain_at(connection, published.seq) != published.chain)
        compared.standing = Standing::differs;
    return compared;
}

}  // namespace

base::Result<Checkpoint> show_checkpoint(store::Snapshot& snapshot, const Rules&, const ShowCheckpoint&) {
    const ledger::Head& journal = snapshot.head().journal;
    return Checkpoint{journal.seq, journal.at, journal.chain};
}

base::Result<Compared> compare_books(store::Snapshot& snapshot, const Rules&, const CompareBooks& question) {
    return compare(snapshot.connection(), snapshot.head().journal, question.published);
}

std::vector<base::Result<Checkpoint>> accept_rollback(store::Transaction& transaction, const Rules&,
                                                      std::span<const AcceptRollback> commands) {
    std::vector<base::Result<Checkpoint>> answers;
    for (const AcceptRollback& command : commands) {
        const store::Checkpoint& given_up = command.given_up;
        const Compared compared = compare(transaction.connection(), transaction.head().journal, given_up);
        if (compared.standing == Standing::holds) {
            answers.emplace_back(Refusal::rollback_not_needed);
            continue;
        }
        store::settle_hub_fact(transaction, "rollback accepted at " + base::to_rfc3339(transaction.now()),
                               "from " + std::to_string(given_up.seq) + " " + given_up.chain + " to " +
                                   std::to_string(compared.head.seq) + " " + compared.head.chain);
        answers.emplace_back(compared.head);
    }
    return answers;
}

std::string explain(const Compared& compared, const store::Checkpoint& published, const std::filesystem::path& file) {
    const std::string seq = std::to_string(published.seq);
    const std::string what = compared.standing == Standing::behind
                                 ? "these books end with transaction " + std::to_string(compared.head.seq) +
                                       ", and transaction " + seq + " was published (" + file.string() +
                                       "): they are older than what people were told"
                                 : "transaction " + seq + " of these books isn't the one that was published (" +
                                       file.string() + "): they went on from an older backup, or were changed";
    return what +
           "; restore the latest backup or the failed primary's data. If what is missing is lost for good, say so "
           "with: obolus accept-rollback --published " +
           seq;
}

}  // namespace obolus::hub
