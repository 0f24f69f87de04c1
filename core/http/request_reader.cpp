#include "http/request_reader.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include "base/check.hpp"
#include "http/text.hpp"

namespace obolus::http {

namespace beast = boost::beast;
using ErrorCode = boost::system::error_code;

namespace {

constexpr std::size_t read_bytes = 4096;
constexpr std::size_t kept_buffer_bytes = 8192;  // an idle connection holds no more

// Parses straight into a Request: no container of Beast's in between, so nothing is copied twice.
class Parser final : public beast::http::basic_parser<true> {
   public:
    explicit Parser(const RequestLimits& limits)
        : fields_max_(limits.fields_max), body_bytes_max_(limits.body_bytes_max) {
        header_limit(static_cast<std::uint32_t>(limits.header_bytes_max));
        body_limit(limits.body_bytes_max);
    }

    Request request;
    int status = 400;  ///< what to answer when parsing fails
    bool http_1_1 = false;
    bool expects_continue = false;

   private:
    using View = boost::beast::string_view;

    void fail(int code, ErrorCode& ec) {
        status = code;
        ec = beast::http::error::bad_value;
    }

    void on_request_impl(beast::http::verb, View method, View target, int version, ErrorCode& ec) override {
        request.method.assign(method.data(), method.size());
        http_1_1 = version == 11;
        if (!set_target(request, std::string_view(target.data(), target.size()))) return fail(400, ec);
    }

    void on_response_impl(int, View, int, ErrorCode& ec) override { fail(400, ec); }

    void on_field_impl(beast::http::field field, View name, View value, ErrorCode& ec) override {
        // A trailer, which nobody on the way has vetted as a header (RFC 9110, section 6.5.1).
        if (is_header_done()) return;
        if (request.headers.size() >= fields_max_) return fail(431, ec);
        const std::string_view text(value.data(), value.size());
        if (field == beast::http::field::transfer_encoding) {
            if (!http_1_1) return fail(400, ec);
            // Beast takes an unknown coding for "no body" and would read the body as the next request.
            if (!equals_ignoring_case(text, "chunked")) return fail(501, ec);
        } else if (field == beast::http::field::content_length) {
            if (std::exchange(has_length_, true) || text.find(',') != std::string_view::npos) return fail(400, ec);
        } else if (field == beast::http::field::host) {
            if (std::exchange(has_host_, true)) return fail(400, ec);
        } else if (field == beast::http::field::expect && http_1_1) {
            if (!equals_ignoring_case(text, "100-continue")) return fail(417, ec);
            expects_continue = true;
        }
        request.headers.emplace_back(std::string_view(name.data(), name.size()), text);
    }

    void on_header_impl(ErrorCode& ec) override {
        if (http_1_1 && !has_host_) fail(400, ec);
    }

    void on_body_init_impl(const boost::optional<std::uint64_t>& length, ErrorCode& ec) override {
        if (!length) return;
        if (*length > body_bytes_max_) return fail(413, ec);
        request.body.reserve(static_cast<std::size_t>(*length));
    }

    std::size_t on_body_impl(View body, ErrorCode&) override {
        request.body.append(body.data(), body.size());
        return body.size();
    }

    void on_chunk_header_impl(std::uint64_t, View, ErrorCode&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, View body, ErrorCode&) override {
        request.body.append(body.data(), body.size());
        return body.size();
    }
    void on_finish_impl(ErrorCode&) override {}

    std::size_t fields_max_;
    std::size_t body_bytes_max_;
    bool has_host_ = false;
    bool has_length_ = false;
};

// Beast joins a field that goes on in the next line (obs-fold); others end it there, or read the next line as a field.
bool has_folded_line(std::string_view head) {
    head = head.substr(0, head.find("\r\n\r\n"));
    return head.find("\r\n ") != std::string_view::npos || head.find("\r\n\t") != std::string_view::npos;
}

int status_of(const ErrorCode& ec, int fallback) {
    if (ec == beast::http::error::body_limit) return 413;
    if (ec == beast::http::error::header_limit || ec == beast::http::error::buffer_overflow) return 431;
    return fallback;
}

}  // namespace

bool set_target(Request& request, std::string_view target) {
    request.target.assign(target);
    if (target.starts_with("http://") || target.starts_with("https://")) {
        const auto slash = target.find('/', target.find("//") + 2);
        target = slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
    }
    if (!target.starts_with('/') || target.find('#') != std::string_view::npos) return false;
    const auto mark = std::min(target.find('?'), target.size());
    auto path = percent_decode(target.substr(0, mark));
    if (!path) return false;
    request.path = std::move(*path);
    if (mark == target.size()) return true;
    auto query = parse_form(target.substr(mark + 1));
    if (!query) return false;
    request.query = std::move(*query);
    return true;
}

struct RequestReader::Impl {
    RequestLimits limits;
    beast::flat_buffer buffer;
    std::optional<Parser> parser;
    int failure = 0;
    bool keep_alive = true;
};

RequestReader::RequestReader(RequestLimits limits) : impl_(std::make_unique<Impl>()) {
    impl_->limits = limits;
    impl_->parser.emplace(limits);
}
RequestReader::~RequestReader() = default;

std::span<char> RequestReader::prepare() {
    const auto room = impl_->buffer.prepare(read_bytes);
    return {static_cast<char*>(room.data()), room.size()};
}
void RequestReader::commit(std::size_t bytes) { impl_->buffer.commit(bytes); }

RequestReader::Step RequestReader::next() {
    Impl& my = *impl_;
    if (my.failure != 0) return Step::failed;
    while (!my.parser->is_done()) {
        if (my.buffer.size() == 0) return Step::need_more;
        const auto bytes = my.buffer.cdata();
        if (!my.parser->is_header_done() && has_folded_line({static_cast<const char*>(bytes.data()), bytes.size()})) {
            my.failure = 400;
            return Step::failed;
        }
        ErrorCode ec;
        const std::size_t used = my.parser->put(bytes, ec);
        my.buffer.consume(used);
        if (ec == beast::http::error::need_more) {
            // Beast waits without a limit for the end of a chunk's head or of the trailers.
            if (my.buffer.size() <= my.limits.header_bytes_max) return Step::need_more;
            my.failure = 431;
            return Step::failed;
        }
        if (ec) {
            my.failure = status_of(ec, my.parser->status);
            return Step::failed;
        }
    }
    return Step::complete;
}

bool RequestReader::started() const noexcept { return impl_->buffer.size() > 0 || impl_->parser->got_some(); }

bool RequestReader::take_expect_continue() noexcept {
    Parser& parser = *impl_->parser;
    if (!parser.is_header_done() || parser.is_done()) return false;
    return std::exchange(parser.expects_continue, false);
}

Request RequestReader::take() {
    Impl& my = *impl_;
    OBOLUS_CHECK(my.parser->is_done());
    Request request = std::move(my.parser->request);
    my.keep_alive = my.parser->http_1_1 && my.parser->keep_alive();
    my.parser.emplace(my.limits);
    if (my.buffer.size() == 0 && my.buffer.capacity() > kept_buffer_bytes) my.buffer.shrink_to_fit();
    return request;
}

bool RequestReader::keep_alive() const noexcept { return impl_->keep_alive; }
int RequestReader::failure() const noexcept { return impl_->failure; }

Request RequestReader::failed_request() {
    Request request = std::move(impl_->parser->request);
    request.body.clear();
    if (request.path.empty()) request.path = "/";
    return request;
}

}  // namespace obolus::http
