#include "store/statement.hpp"

#include <soci/soci.h>

#include "base/check.hpp"

namespace obolus::store {

namespace {
struct Slot {
    Int number = 0;
    std::string text;
};
}  // namespace

struct Statement::Impl {
    Impl(soci::session& session, std::vector<ColumnType> in, std::vector<ColumnType> out)
        : parameter_types(std::move(in)),
          column_types(std::move(out)),
          parameters(parameter_types.size()),
          columns(column_types.size()),
          statement(session) {}

    std::vector<ColumnType> parameter_types;
    std::vector<ColumnType> column_types;
    std::vector<Slot> parameters;  // sized once: SOCI keeps the slots' addresses
    std::vector<Slot> columns;
    soci::statement statement;
    bool failed = false;
};

Statement::Statement(soci::session& session, const char* sql, const std::vector<ColumnType>& parameters,
                     const std::vector<ColumnType>& columns)
    : impl_(std::make_unique<Impl>(session, parameters, columns)) {
    Impl& impl = *impl_;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        if (parameters[i] == ColumnType::number)
            impl.statement.exchange(soci::use(impl.parameters[i].number));
        else
            impl.statement.exchange(soci::use(impl.parameters[i].text));
    }
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (columns[i] == ColumnType::number)
            impl.statement.exchange(soci::into(impl.columns[i].number));
        else
            impl.statement.exchange(soci::into(impl.columns[i].text));
    }
    impl.statement.alloc();
    impl.statement.prepare(sql);
    impl.statement.define_and_bind();
}

Statement::~Statement() = default;

void Statement::set(std::size_t parameter, Int value) { impl_->parameters[parameter].number = value; }
void Statement::set(std::size_t parameter, std::string value) { impl_->parameters[parameter].text = std::move(value); }
bool Statement::execute() {
    // Until it has gone well: SOCI's PostgreSQL backend keeps the parameters' buffers of an execution that threw, and
    // the next one would leak them.
    impl_->failed = true;
    const bool more = impl_->statement.execute(true);
    impl_->failed = false;
    return more;
}

bool Statement::fetch() { return impl_->statement.fetch(); }
bool Statement::has_failed() const noexcept { return impl_->failed; }
Int Statement::changed_rows() { return impl_->statement.get_affected_rows(); }
Int Statement::number(std::size_t column) const { return impl_->columns[column].number; }
const std::string& Statement::text(std::size_t column) const { return impl_->columns[column].text; }

bool Statement::has_shape(const std::vector<ColumnType>& parameters, const std::vector<ColumnType>& columns) const {
    return impl_->parameter_types == parameters && impl_->column_types == columns;
}

Statement& Statements::get(const char* sql, const std::vector<ColumnType>& parameters,
                           const std::vector<ColumnType>& columns) {
    std::unique_ptr<Statement>& place = prepared_[std::string_view(sql)];
    if (place && place->has_failed()) place.reset();
    if (!place) place = std::make_unique<Statement>(session_, sql, parameters, columns);
    OBOLUS_CHECK(place->has_shape(parameters, columns));
    return *place;
}

}  // namespace obolus::store
