#include "llvm_library.hpp"

#ifdef STRANDLINE_HAS_LLVM

#include <dlfcn.h>

#include <string>

namespace strandline::numerics {
namespace {

#if defined(__x86_64__)
constexpr const char* architecture = "X86";
#elif defined(__aarch64__)
constexpr const char* architecture = "AArch64";
#else
constexpr const char* architecture = "";
#endif

bool initialise_target(void* library) {
    for (const char* part : {"TargetInfo", "Target", "TargetMC", "AsmPrinter"}) {
        const std::string name = std::string("LLVMInitialize") + architecture + part;
        void* const found = dlsym(library, name.c_str());
        if (!found) return false;
        reinterpret_cast<void (*)()>(found)();
    }
    return true;
}

// The library stays loaded to the end: native code of programs lives in it.
const LlvmLibrary* load() {
    void* const library = dlopen(STRANDLINE_LLVM_LIBRARY, RTLD_LAZY | RTLD_LOCAL);
    if (!library) return nullptr;
    static LlvmLibrary bound;
    bool complete = true;
    const auto bind = [&](auto& function, const char* name) {
        function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(dlsym(library, name));
        complete = complete && function;
    };
#define STRANDLINE_BIND(name) bind(bound.name, #name);
    STRANDLINE_LLVM_FUNCTIONS(STRANDLINE_BIND)
#undef STRANDLINE_BIND
    return complete && initialise_target(library) ? &bound : nullptr;
}

}  // namespace

const LlvmLibrary* llvm_library() {
    static const LlvmLibrary* const library = load();
    return library;
}

}  // namespace strandline::numerics

#endif
