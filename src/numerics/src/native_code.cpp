#include "native_code.hpp"

#include "lane_functions.hpp"
#include "native_writer.hpp"

#include <strandline/numerics/program.hpp>

#include <cstdint>
#include <string_view>

namespace strandline::numerics {

#ifdef STRANDLINE_HAS_LLVM

namespace {

using Entry = void (*)(const double*, double*, double*, const double*);

struct Text {
    const LlvmLibrary& llvm;
    char* text;
    ~Text() { llvm.LLVMDisposeMessage(text); }
};

/// The widest vectors of the machine.
std::size_t vector_width(std::string_view features) {
    if (features.find("+avx512f") != std::string_view::npos) return 8;
    if (features.find("+avx,") != std::string_view::npos) return 4;
    return 2;
}

/// A just-in-time compiler for this machine that does not optimise: straight-line code of expressions gains
/// nothing by it. No multiplication is fused with an addition.
LLVMOrcLLJITRef make_compiler(const LlvmLibrary& llvm, std::size_t& width) {
    const Text triple{llvm, llvm.LLVMGetDefaultTargetTriple()};
    const Text processor{llvm, llvm.LLVMGetHostCPUName()}, features{llvm, llvm.LLVMGetHostCPUFeatures()};
    LLVMTargetRef target = nullptr;
    char* problem = nullptr;
    if (llvm.LLVMGetTargetFromTriple(triple.text, &target, &problem)) {
        llvm.LLVMDisposeMessage(problem);
        return nullptr;
    }
    width = vector_width(features.text);
    const LLVMTargetMachineRef machine =
        llvm.LLVMCreateTargetMachine(target, triple.text, processor.text, features.text, LLVMCodeGenLevelNone,
                                     LLVMRelocPIC, LLVMCodeModelJITDefault);
    const LLVMOrcLLJITBuilderRef builder = llvm.LLVMOrcCreateLLJITBuilder();
    llvm.LLVMOrcLLJITBuilderSetJITTargetMachineBuilder(
        builder, llvm.LLVMOrcJITTargetMachineBuilderCreateFromTargetMachine(machine));
    LLVMOrcLLJITRef compiler = nullptr;
    if (const LLVMErrorRef error = llvm.LLVMOrcCreateLLJIT(&compiler, builder)) {
        llvm.LLVMConsumeError(error);
        return nullptr;
    }
    return compiler;
}

}  // namespace

struct NativeCode::Engine {
    const LlvmLibrary& llvm;
    LLVMOrcLLJITRef compiler = nullptr;
    Entry entry = nullptr;
    std::size_t values = 0;
    std::vector<double> constant_memory;
    const double* constants = nullptr;

    explicit Engine(const LlvmLibrary& library) : llvm(library) {}
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;
    ~Engine() {
        if (!compiler) return;
        if (const LLVMErrorRef error = llvm.LLVMOrcDisposeLLJIT(compiler)) llvm.LLVMConsumeError(error);
    }

    bool compile(const ProgramCode& code, std::size_t lanes) {
        NativeShape shape{lanes, 1};
        std::size_t width = 1;
        compiler = make_compiler(llvm, width);
        if (!compiler) return false;
        if (lanes > 1) shape.width = width;
        if (lanes > 1 && width < 4) return false;  // the interpreter's vectors are then no slower
        const LLVMOrcThreadSafeContextRef shared = llvm.LLVMOrcCreateNewThreadSafeContext();
        const LLVMContextRef context = llvm.LLVMOrcThreadSafeContextGetContext(shared);
        const LLVMModuleRef module = llvm.LLVMModuleCreateWithNameInContext("program", context);
        write_native(llvm, context, module, code, shape);
        const LLVMOrcThreadSafeModuleRef handed = llvm.LLVMOrcCreateNewThreadSafeModule(module, shared);
        llvm.LLVMOrcDisposeThreadSafeContext(shared);
        LLVMOrcExecutorAddress address = 0;
        LLVMErrorRef error =
            llvm.LLVMOrcLLJITAddLLVMIRModule(compiler, llvm.LLVMOrcLLJITGetMainJITDylib(compiler), handed);
        if (!error) error = llvm.LLVMOrcLLJITLookup(compiler, &address, "run");
        if (error) {
            llvm.LLVMConsumeError(error);
            return false;
        }
        entry = reinterpret_cast<Entry>(address);
        return true;
    }

    void spread_constants(const ProgramCode& code, std::size_t lanes) {
        const std::size_t count = code.constants.size() + std::size(native_constants);
        double* at = aligned_place(constant_memory, count * lanes);
        constants = at;
        for (const double constant : code.constants) at = std::fill_n(at, lanes, constant);
        for (const double constant : native_constants) at = std::fill_n(at, lanes, constant);
    }
};

NativeCode::NativeCode() = default;
NativeCode::~NativeCode() = default;

std::unique_ptr<NativeCode> NativeCode::make(const ProgramCode& code, bool lanes) {
    const LlvmLibrary* const llvm = llvm_library();
    if (!llvm) return nullptr;
    const std::size_t width = lanes ? Program::lanes : 1;
    std::unique_ptr<NativeCode> made(new NativeCode);
    made->engine_ = std::make_unique<Engine>(*llvm);
    if (!made->engine_->compile(code, width)) return nullptr;
    made->engine_->spread_constants(code, width);
    made->engine_->values = (code.slots - code.first_value()) * width;
    return made;
}

void NativeCode::run(const double* inputs, double* outputs) const {
    thread_local std::vector<double> values;
    engine_->entry(inputs, outputs, aligned_place(values, engine_->values), engine_->constants);
}

bool native_code_available() { return llvm_library() != nullptr; }

#else

struct NativeCode::Engine {};
NativeCode::NativeCode() = default;
NativeCode::~NativeCode() = default;
std::unique_ptr<NativeCode> NativeCode::make(const ProgramCode&, bool) { return nullptr; }
void NativeCode::run(const double*, double*) const {}
bool native_code_available() { return false; }

#endif

}  // namespace strandline::numerics
