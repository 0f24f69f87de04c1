// The door to the plugins, as the flows see it: three functions. plugins_of() makes them of the plugin host; tests
// script them.
#pragma once

#include <functional>
#include <string>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "base/result.hpp"
#include "plugin_host/host.hpp"

namespace obolus::oauth {

struct Plugins {
    template <class T>
    using Done = std::function<void(base::Result<T>)>;

    /// Blocks; start-up only.
    std::function<base::Result<plugin_host::Manifest>(const std::string& entry, const std::string& plugin,
                                                      const boost::json::object& config, plugin_host::LoadProblem&)>
        load;
    /// See plugin_host::Host::step and normalize: `done` is called once, on the io_context's thread.
    std::function<void(const std::string& entry, boost::json::object event, Done<boost::json::object> done)> step;
    std::function<void(const std::string& entry, const std::string& text, Done<boost::json::value> done)> normalize;
    /// Whether the entry is out of service (plugin_host::Refusal::plugin_quarantined); none: it never is.
    std::function<bool(const std::string& entry)> is_quarantined;
};

/// `host` must outlive the result.
Plugins plugins_of(plugin_host::Host& host);

}  // namespace obolus::oauth
