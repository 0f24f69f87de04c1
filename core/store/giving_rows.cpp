#include "store/giving_rows.hpp"

#include "store/known.hpp"
#include "store/query.hpp"

namespace obolus::store {

base::ThingId find_or_add(Transaction& transaction, const giving::Thing& thing) {
    Connection& connection = transaction.connection();
    base::ThingId id;
    bool same = false;
    query<Int, std::string, std::string>(
        connection, "SELECT id, url, title FROM things WHERE key = :key",
        [&](Int found, const std::string& url, const std::string& title) {
            id = {found};
            same = url == thing.url && title == thing.title;
        },
        thing.key);
    if (!id) {
        id = {transaction.head().next_thing++};
        run(connection, "INSERT INTO things (id, key, url, title) VALUES (:id, :key, :url, :title)", id.value,
            thing.key, thing.url, thing.title);
    } else if (!same) {
        connection.known().things.forget(thing.key);
        run(connection, "UPDATE things SET url = :url, title = :title WHERE id = :id", thing.url, thing.title,
            id.value);
    }
    return id;
}

std::optional<giving::Thing> read_thing(Connection& connection, base::ThingId id) {
    std::optional<giving::Thing> found;
    query<std::string, std::string, std::string>(
        connection, "SELECT key, url, title FROM things WHERE id = :id",
        [&](const std::string& key, const std::string& url, const std::string& title) {
            found = {key, url, title};
        },
        id.value);
    return found;
}

std::optional<bool> flattr_counts(Connection& connection, base::Month month, base::MemberId giver,
                                  base::ThingId thing) {
    std::optional<bool> counts;
    query<Int>(
        connection, "SELECT state FROM flattrs WHERE month = :month AND giver = :giver AND thing = :thing",
        [&](Int state) { counts = state == 1; }, month.index, giver.value, thing.value);
    return counts;
}

bool has_flattr(Connection& connection, base::Month month, base::MemberId giver, base::ThingId thing) {
    return flattr_counts(connection, month, giver, thing).value_or(false);
}

bool shows_name(Connection& connection, base::Month month, base::MemberId giver, base::ThingId thing) {
    bool shown = false;
    query<Int>(
        connection, "SELECT show_name FROM flattrs WHERE month = :month AND giver = :giver AND thing = :thing",
        [&](Int found) { shown = found != 0; }, month.index, giver.value, thing.value);
    return shown;
}

std::set<ShownFlattr> shown_flattrs(Connection& connection, base::IdentityId identity) {
    std::set<ShownFlattr> shown;
    query<Int, Int, Int>(
        connection, "SELECT month, giver, thing FROM flattrs WHERE identity = :identity AND show_name = 1",
        [&](Int month, Int giver, Int thing) {
            shown.insert(ShownFlattr{{static_cast<std::int32_t>(month)}, {giver}, {thing}});
        },
        identity.value);
    return shown;
}

void undo_flattr(Transaction& transaction, base::Month month, base::MemberId giver, base::ThingId thing) {
    transaction.connection().known().givers.forget(giver);
    transaction.head().flattrs -=
        run(transaction.connection(),
            "UPDATE flattrs SET state = 2 WHERE month = :month AND giver = :giver AND thing = :thing AND state = 1",
            month.index, giver.value, thing.value);
}

std::optional<FlattrPlace> place_of_flattr(Connection& connection, base::Month month, base::MemberId giver,
                                           base::ThingId thing) {
    std::optional<FlattrPlace> place;
    query<Int>(
        connection, "SELECT at FROM flattrs WHERE month = :month AND giver = :giver AND thing = :thing",
        [&](Int at) {
            place = {base::from_micros(at), thing};
        },
        month.index, giver.value, thing.value);
    return place;
}

std::vector<StoredFlattr> flattrs_after(Connection& connection, base::Month month, base::MemberId giver,
                                        const FlattrPlace& after, std::int64_t count_max) {
    std::vector<StoredFlattr> flattrs;
    query<Int, Int, Int, Int, Int>(
        connection,
        "SELECT thing, identity, at, show_name, fee_ppm FROM flattrs WHERE month = :month AND giver = :giver AND state "
        "= 1 AND (at < :before OR (at = :same AND thing < :thing)) ORDER BY at DESC, thing DESC LIMIT :most",
        [&](Int thing, Int identity, Int at, Int show_name, Int fee) {
            flattrs.push_back({{thing}, {identity}, base::from_micros(at), show_name != 0, fee});
        },
        month.index, giver.value, base::to_micros(after.at), base::to_micros(after.at), after.thing.value, count_max);
    return flattrs;
}

std::int64_t flattrs_for(Connection& connection, base::IdentityId identity, base::Month month) {
    std::int64_t count = 0;
    query<Int>(
        connection, "SELECT COUNT(*) FROM flattrs WHERE identity = :identity AND month = :month AND state = 1",
        [&](Int found) { count = found; }, identity.value, month.index);
    return count;
}

std::int64_t flattrs_by(Connection& connection, base::Month month, base::MemberId giver) {
    std::int64_t count = 0;
    query<Int>(
        connection, "SELECT COUNT(*) FROM flattrs WHERE month = :month AND giver = :giver AND state = 1",
        [&](Int found) { count = found; }, month.index, giver.value);
    return count;
}

}  // namespace obolus::store
