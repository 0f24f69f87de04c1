// Prepared statements over SOCI, kept for the life of their connection. Included by store's .cpp files only.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <typeinfo>
#include <unordered_map>
#include <utility>

#include <soci/soci.h>

#include "base/check.hpp"

namespace obolus::store {

/// SQL's integers. Amounts, ids, times and months are all of this type where types are lost.
using Int = long long;

class PreparedBase {
   public:
    virtual ~PreparedBase() = default;
};

template <class In, class Out>
class Prepared;

/// One statement with its slots: values are copied into the slots, the statement runs, rows are copied out of them.
template <class... In, class... Out>
class Prepared<std::tuple<In...>, std::tuple<Out...>> final : public PreparedBase {
   public:
    Prepared(soci::session& session, const char* sql) : statement_(session) {
        std::apply([&](auto&... slot) { (statement_.exchange(soci::use(slot)), ...); }, in_);
        std::apply([&](auto&... slot) { (statement_.exchange(soci::into(slot)), ...); }, out_);
        statement_.alloc();
        statement_.prepare(sql);
        statement_.define_and_bind();
    }

    /// Runs it; calls `row` with the columns of each row.
    template <class Row>
    void each(std::tuple<In...> values, Row&& row) {
        in_ = std::move(values);
        bool more = statement_.execute(true);
        while (more) {
            std::apply(row, std::as_const(out_));
            more = statement_.fetch();
        }
    }

    /// Runs it; the number of rows it changed.
    long long run(std::tuple<In...> values) {
        in_ = std::move(values);
        statement_.execute(true);
        return statement_.get_affected_rows();
    }

   private:
    std::tuple<In...> in_;
    std::tuple<Out...> out_;
    soci::statement statement_;
};

class Statements {
   public:
    explicit Statements(soci::session& session) : session_(session) {}

    /// The statement of `sql`, a literal of the calling function; prepared at its first use.
    template <class In, class Out>
    Prepared<In, Out>& get(const char* sql) {
        std::unique_ptr<PreparedBase>& place = prepared_[std::string_view(sql)];
        if (!place) place = std::make_unique<Prepared<In, Out>>(session_, sql);
        auto* const typed = dynamic_cast<Prepared<In, Out>*>(place.get());
        OBOLUS_CHECK(typed != nullptr);
        return *typed;
    }

   private:
    soci::session& session_;
    std::unordered_map<std::string_view, std::unique_ptr<PreparedBase>> prepared_;
};

}  // namespace obolus::store
