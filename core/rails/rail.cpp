#include "rails/rail.hpp"

namespace obolus::rails {

Said ask(payouts::Rail rail, const Instruction& instruction) {
    switch (rail) {
        case payouts::Rail::test:
            return ask_test_rail(instruction);
    }
    return {};
}

}  // namespace obolus::rails
