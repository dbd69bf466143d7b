#include "ipopt_library.hpp"

#include <dlfcn.h>

#include <type_traits>

namespace strandline::numerics {
namespace {

const IpoptLibrary* load() {
    void* const library = dlopen(STRANDLINE_IPOPT_LIBRARY, RTLD_LAZY | RTLD_LOCAL);
    if (!library) return nullptr;
    static IpoptLibrary bound;
    bool complete = true;
    const auto bind = [&](auto& function, const char* name) {
        function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(dlsym(library, name));
        complete = complete && function;
    };
#define STRANDLINE_BIND(name) bind(bound.name, #name);
    STRANDLINE_IPOPT_FUNCTIONS(STRANDLINE_BIND)
#undef STRANDLINE_BIND
    return complete ? &bound : nullptr;
}

}  // namespace

const IpoptLibrary* ipopt_library() {
    static const IpoptLibrary* const library = load();
    return library;
}

}  // namespace strandline::numerics
