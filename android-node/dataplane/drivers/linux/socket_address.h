#pragma once
#include <sys/socket.h>

#include "../../engine/address.h"

namespace ntm {

/// Writes the endpoint as the system's socket address; its length.
unsigned write_socket_address(const endpoint &from, sockaddr_storage &to);

/// The endpoint of a socket address of IPv4 or IPv6.
endpoint read_socket_address(const sockaddr_storage &from);

} // namespace ntm
