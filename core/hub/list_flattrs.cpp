#include "hub/list_flattrs.hpp"

#include <limits>

#include "hub/ids.hpp"
#include "hub/month_cut.hpp"
#include "store/giving_rows.hpp"
#include "store/identity_rows.hpp"

namespace obolus::hub {

base::Result<FlattrList> list_flattrs(store::Snapshot& snapshot, const Rules& rules, const ListFlattrs& question) {
    store::Connection& connection = snapshot.connection();
    const base::Month month = running_month(snapshot, rules);
    store::FlattrPlace after{base::from_micros(std::numeric_limits<std::int64_t>::max()), {}};
    if (question.after != 0) {
        const auto place = store::place_of_flattr(connection, month, question.giver, {question.after});
        if (!place) return Refusal::cursor_malformed;
        after = *place;
    }
    FlattrList list{
        month, rules.calendar.start_of(month.next()), store::flattrs_by(connection, month, question.giver), {}};
    for (const store::StoredFlattr& flattr :
         store::flattrs_after(connection, month, question.giver, after, question.count_max)) {
        const auto thing = store::read_thing(connection, flattr.thing).value_or(giving::Thing{});
        list.flattrs.push_back(
            {flattr_id(rules, {month, question.giver, flattr.thing}), thing.title, thing.url, thing.key,
             store::read_identity(connection, flattr.identity).value_or(identity::ExternalIdentity{}), flattr.at,
             flattr.thing.value});
    }
    return list;
}

}  // namespace obolus::hub
