// What the API's tests read out of answers.
#pragma once

#include <string>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "api/test_site.hpp"

namespace obolus::support {

inline boost::json::object body_of(const http::ClientResponse& response) {
    return boost::json::parse(response.body).as_object();
}

/// The name of the problem that the answer must be.
inline std::string name_of(const http::ClientResponse& response) {
    EXPECT_EQ(TestSite::header(response, "Content-Type"), "application/problem+json");
    const boost::json::object body = body_of(response);
    EXPECT_EQ(body.at("status").as_int64(), response.status);
    EXPECT_FALSE(body.at("next").at("label").as_string().empty());
    return std::string(body.at("name").as_string());
}

/// The decimal of an amount: "1.00".
inline std::string amount_of(const boost::json::object& body, const char* field) {
    return std::string(body.at(field).at("amount").as_string());
}

}  // namespace obolus::support
