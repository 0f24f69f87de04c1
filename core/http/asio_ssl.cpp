// Boost.Asio's TLS definitions, compiled once for the whole program.
#include <boost/asio/ssl/impl/src.hpp>
