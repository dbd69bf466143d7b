#pragma once

#include "llvm_library.hpp"

#ifdef STRANDLINE_HAS_LLVM

#include "program_code.hpp"

namespace strandline::numerics {

/// How wide native code works: `lanes` sets of inputs in `lanes / width` vectors of `width` numbers.
struct NativeShape {
    std::size_t lanes = 1, width = 1;
};

/// Numbers that instructions need besides the program's constants, which they follow in the table.
constexpr double native_constants[] = {0.0, 1.0, -0.0};

/// Writes `void run(inputs, outputs, values, constants)`, all pointers to doubles, into the module: `values`
/// holds the slots from ProgramCode::first_value on, `constants` the constants, each `lanes` times.
void write_native(const LlvmLibrary& llvm, LLVMContextRef context, LLVMModuleRef module,
                  const ProgramCode& code, NativeShape shape);

}  // namespace strandline::numerics

#endif
