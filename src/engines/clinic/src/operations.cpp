#include <strandline/clinic/operations.hpp>

namespace strandline::clinic {

std::vector<operation::Operation> operations() {
    return {};
}

}  // namespace strandline::clinic
