#include "store/statement.hpp"

#include <charconv>
#include <optional>

#include <soci/soci.h>

#include "base/check.hpp"
#include "store/outbox.hpp"

namespace obolus::store {

namespace {
struct Slot {
    Int number = 0;
    std::string text;
};
}  // namespace

struct Statement::Impl {
    Impl(soci::session& session, Outbox* out_of, std::vector<ColumnType> in, std::vector<ColumnType> out)
        : outbox(out_of),
          parameter_types(std::move(in)),
          column_types(std::move(out)),
          parameters(parameter_types.size()),
          columns(column_types.size()),
          statement(session) {}

    /// The statement as SQL, with its parameters.
    std::string call() {
        Outbox::Call called(*outbox, statement);
        for (std::size_t i = 0; i < parameters.size(); ++i)
            called.add(parameter_types[i] == ColumnType::number ? std::to_string(parameters[i].number)
                                                                : parameters[i].text);
        return std::move(called).sql();
    }

    /// The row of `answer` into the columns; false behind the last one.
    bool take(int at) {
        row = at;
        if (row >= answer->rows()) return false;
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const int column = static_cast<int>(i);
            if (answer->is_null(row, column)) throw soci::soci_error("Null value fetched and no indicator defined.");
            const std::string_view value = answer->value(row, column);
            if (column_types[i] == ColumnType::text)
                columns[i].text = value;
            else if (std::from_chars(value.data(), value.data() + value.size(), columns[i].number).ec != std::errc())
                throw soci::soci_error("Cannot convert data.");
        }
        return true;
    }

    Outbox* outbox;
    std::vector<ColumnType> parameter_types;
    std::vector<ColumnType> column_types;
    std::vector<Slot> parameters;  // sized once: SOCI keeps the slots' addresses
    std::vector<Slot> columns;
    soci::statement statement;
    bool failed = false;
    std::optional<Answer> answer;  ///< when it went with others; SOCI holds it otherwise
    int row = 0;
};

Statement::Statement(soci::session& session, Outbox* outbox, const char* sql, const std::vector<ColumnType>& parameters,
                     const std::vector<ColumnType>& columns)
    : impl_(std::make_unique<Impl>(session, outbox, parameters, columns)) {
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
    impl_->answer.reset();
    if (impl_->outbox != nullptr && !impl_->outbox->empty()) {
        impl_->answer.emplace(impl_->outbox->send(impl_->call()));
        return impl_->take(0);
    }
    // Until it has gone well: SOCI's PostgreSQL backend keeps the parameters' buffers of an execution that threw, and
    // the next one would leak them.
    impl_->failed = true;
    const bool more = impl_->statement.execute(true);
    impl_->failed = false;
    return more;
}

void Statement::execute_later() { impl_->outbox->add(impl_->call()); }

bool Statement::fetch() { return impl_->answer ? impl_->take(impl_->row + 1) : impl_->statement.fetch(); }
bool Statement::has_failed() const noexcept { return impl_->failed; }
Int Statement::changed_rows() {
    return impl_->answer ? impl_->answer->changed_rows() : impl_->statement.get_affected_rows();
}
Int Statement::number(std::size_t column) const { return impl_->columns[column].number; }
const std::string& Statement::text(std::size_t column) const { return impl_->columns[column].text; }

bool Statement::has_shape(const std::vector<ColumnType>& parameters, const std::vector<ColumnType>& columns) const {
    return impl_->parameter_types == parameters && impl_->column_types == columns;
}

Statement& Statements::get(const char* sql, const std::vector<ColumnType>& parameters,
                           const std::vector<ColumnType>& columns) {
    std::unique_ptr<Statement>& place = prepared_[std::string_view(sql)];
    if (place && place->has_failed()) place.reset();
    if (!place) place = std::make_unique<Statement>(session_, outbox_, sql, parameters, columns);
    OBOLUS_CHECK(place->has_shape(parameters, columns));
    return *place;
}

}  // namespace obolus::store
