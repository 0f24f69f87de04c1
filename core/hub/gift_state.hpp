// What has become of a gift, read off its arrival.
#pragma once

#include "giving/gift.hpp"
#include "store/claim_rows.hpp"

namespace obolus::hub {

inline giving::GiftState state_of(const store::Arrival& gift) noexcept {
    switch (gift.state) {
        case store::ArrivalState::waiting:
            return giving::GiftState::waiting;
        case store::ArrivalState::claimed:
            return giving::GiftState::claimed;
        case store::ArrivalState::given_back:
            return giving::GiftState::returned;
        case store::ArrivalState::direct:
            return giving::GiftState::received;
    }
    return giving::GiftState::received;
}

}  // namespace obolus::hub
