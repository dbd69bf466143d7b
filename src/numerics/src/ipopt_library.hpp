#pragma once

#include <coin/IpStdCInterface.h>

namespace strandline::numerics {

#define STRANDLINE_IPOPT_FUNCTIONS(X) \
    X(CreateIpoptProblem)             \
    X(FreeIpoptProblem)               \
    X(AddIpoptStrOption)              \
    X(AddIpoptNumOption)              \
    X(AddIpoptIntOption)              \
    X(SetIntermediateCallback)        \
    X(IpoptSolve)

/// Ipopt's C interface, bound when a program is first solved: loading the library with those that it needs
/// (MUMPS, SCOTCH, LAPACK, Fortran) would cost every command.
struct IpoptLibrary {
#define STRANDLINE_DECLARE(name) decltype(&::name) name = nullptr;
    STRANDLINE_IPOPT_FUNCTIONS(STRANDLINE_DECLARE)
#undef STRANDLINE_DECLARE
};

/// Null where the machine has no such library.
const IpoptLibrary* ipopt_library();

}  // namespace strandline::numerics
