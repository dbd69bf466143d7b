#pragma once

#include "program_code.hpp"

#include <memory>

namespace strandline::numerics {

/// A program's code compiled for this machine, for one set of inputs or for eight at once. May be run by
/// several threads.
class NativeCode {
public:
    /// Null where the machine has no LLVM or it refuses.
    static std::unique_ptr<NativeCode> make(const ProgramCode& code, bool lanes);
    NativeCode(const NativeCode&) = delete;
    NativeCode& operator=(const NativeCode&) = delete;
    ~NativeCode();

    /// Inputs and outputs as in Program.
    void run(const double* inputs, double* outputs) const;

    struct Engine;

private:
    NativeCode();
    std::unique_ptr<Engine> engine_;
};

}  // namespace strandline::numerics
