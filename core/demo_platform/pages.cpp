// What a person sees: everybody, a profile, a post. Their addresses are what one copies into the hub.
#include "demo_platform/routes.hpp"

namespace obolus::demo_platform {

using boost::asio::awaitable;

namespace {

std::string heading(const Person& person) {
    return "<div class=\"card\">" + badge(person) + "<div><h1>" + escape(person.name) + "</h1><p class=\"soft\">@" +
           std::string(person.handle) + "</p><p>" + escape(person.about) + "</p></div></div>";
}

std::string post_path(const Person& person, const Post& post) {
    return "/" + std::string(person.handle) + "/status/" + std::string(post.id);
}

http::Response not_found() {
    return page(404, "Not found", "<h1>There is nothing here</h1><p><a href=\"/\">See who is on Chirper</a></p>");
}

awaitable<http::Response> everybody(std::shared_ptr<State> state, http::Request) {
    std::string body =
        "<h1>Everybody on Chirper</h1><p class=\"soft\">Copy the address of a profile or a post and give it to "
        "Obolus.</p>";
    for (const Person& person : state->people.all()) {
        body += "<a class=\"card\" href=\"/" + std::string(person.handle) + "\">" + badge(person) + "<span><strong>" +
                escape(person.name) + "</strong> <span class=\"soft\">@" + std::string(person.handle) + "</span><br>" +
                escape(person.about) + "</span></a>";
    }
    co_return page(200, "Everybody", body);
}

awaitable<http::Response> profile(std::shared_ptr<State> state, http::Request request) {
    const Person* person = state->people.find_by_handle(request.parameter("handle"));
    if (person == nullptr) co_return not_found();
    std::string body = heading(*person);
    for (const Post& post : person->posts) {
        body +=
            "<a class=\"card\" href=\"" + post_path(*person, post) + "\"><span>" + escape(post.text) + "</span></a>";
    }
    body +=
        "<form method=\"post\" action=\"/i/rename\"><p class=\"soft\">What if this handle changes hands? The money "
        "that "
        "was given stays with the person.</p><input type=\"hidden\" name=\"person\" value=\"" +
        std::string(person->id) + "\"><label>New handle <input name=\"handle\" maxlength=\"15\" required></label> " +
        "<button class=\"plain\">Change it</button></form>";
    co_return page(200, escape(person->name), body);
}

awaitable<http::Response> rename(std::shared_ptr<State> state, http::Request request) {
    const auto form = http::parse_form(request.body);
    const std::string handle(form ? http::find(*form, "handle").value_or("") : "");
    if (!form || !state->people.rename(http::find(*form, "person").value_or(""), handle))
        co_return page(409, "Not this handle",
                       "<h1>That handle can't be had</h1><p>It has 1 to 15 letters, digits and underscores, and nobody "
                       "else may have it. <a href=\"/\">See who has which</a></p>");
    co_return http::redirect_response("/" + handle);
}

awaitable<http::Response> post_page(std::shared_ptr<State> state, http::Request request) {
    const auto [author, post] = state->people.find_post(request.parameter("id"));
    if (post == nullptr || state->people.find_by_handle(request.parameter("handle")) != author) co_return not_found();
    co_return page(200, escape(author->name),
                   "<div class=\"card\">" + badge(*author) + "<div><p><a href=\"/" + std::string(author->handle) +
                       "\"><strong>" + escape(author->name) + "</strong></a> <span class=\"soft\">@" +
                       std::string(author->handle) + "</span></p><p>" + escape(post->text) + "</p></div></div>");
}

awaitable<http::Response> style(http::Request) {
    co_return http::text_response(200, "text/css; charset=utf-8", style_sheet());
}

}  // namespace

void add_page_routes(http::Router& router, const std::shared_ptr<State>& state) {
    router.add("GET", "/", [state](http::Request request) { return everybody(state, std::move(request)); });
    router.add("GET", "/style.css", &style);
    router.add("GET", "/{handle}", [state](http::Request request) { return profile(state, std::move(request)); });
    router.add("GET", "/{handle}/status/{id}",
               [state](http::Request request) { return post_page(state, std::move(request)); });
    router.add("POST", "/i/rename", [state](http::Request request) { return rename(state, std::move(request)); });
    router.on_no_route([](const http::Request&, const std::string& allow) {
        if (allow.empty()) return not_found();
        return page(405, "Not this way", "<h1>This address can't be used that way</h1>");
    });
}

}  // namespace obolus::demo_platform
