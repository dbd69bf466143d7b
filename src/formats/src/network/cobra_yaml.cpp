#include <strandline/formats/network.hpp>
#include "readers.hpp"
namespace strandline::formats {
bool is_cobra_yaml(std::string_view) { return false; }
Result<domain::Network> read_cobra_yaml(std::string_view, std::string_view) {
    return fail(Error::input("x", "x"));
}
bool is_matlab5(std::string_view) { return false; }
bool is_hdf5(std::string_view) { return false; }
Result<domain::Network> read_cobra_mat(std::string_view, std::string_view) {
    return fail(Error::input("x", "x"));
}
}  // namespace strandline::formats
