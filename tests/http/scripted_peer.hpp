// Servers that answer every connection with the same bytes, whatever they are asked.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace obolus::http {

class ScriptedPeer {
   public:
    /// drip: a byte of the answer at a time, over and over, until the client has had enough.
    enum class End { close, stay_open, drip };
    explicit ScriptedPeer(std::string answer, End end = End::close);
    ~ScriptedPeer();
    std::uint16_t port() const;

   private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// The same over TLS, with a fresh self-signed certificate for `name`.
class TlsPeer {
   public:
    TlsPeer(const std::string& name, std::string answer);
    ~TlsPeer();
    std::uint16_t port() const;
    std::string certificate_file() const;  ///< PEM; gone with the peer

   private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace obolus::http
