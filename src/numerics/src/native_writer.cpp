#include "native_writer.hpp"

#ifdef STRANDLINE_HAS_LLVM

#include "lane_functions.hpp"
#include "native_calls.hpp"
#include "operation_value.hpp"

#include <strandline/numerics/program.hpp>

#include <algorithm>
#include <array>
#include <string>

namespace strandline::numerics {
namespace {

// Functions of a few hundred operations are compiled in linear time; in one function of all, the compiler's
// passes take more than that.
constexpr std::size_t operations_per_function = 128;
constexpr std::uint32_t none = ~std::uint32_t{0};

enum Table : std::uint32_t { zero, one, minus_zero };

/// One vector, or the several that make up all lanes.
using Parts = std::array<LLVMValueRef, Program::lanes>;

class Writer {
public:
    Writer(const LlvmLibrary& llvm, LLVMContextRef context, LLVMModuleRef module, const ProgramCode& code,
           NativeShape shape)
        : llvm_(llvm),
          context_(context),
          module_(module),
          code_(code),
          shape_(shape),
          parts_(shape.lanes / shape.width),
          builder_(llvm.LLVMCreateBuilderInContext(context)),
          number_(llvm.LLVMDoubleTypeInContext(context)),
          pointer_(llvm.LLVMPointerType(number_, 0)),
          index_(llvm.LLVMInt64TypeInContext(context)),
          vector_(shape.width == 1 ? number_
                                   : llvm.LLVMVectorType(number_, static_cast<unsigned>(shape.width))),
          vector_pointer_(llvm.LLVMPointerType(vector_, 0)) {
        std::array<LLVMTypeRef, 4> parameters;
        parameters.fill(pointer_);
        function_type_ =
            llvm.LLVMFunctionType(llvm.LLVMVoidTypeInContext(context), parameters.data(), 4, false);
    }
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;
    ~Writer() { llvm_.LLVMDisposeBuilder(builder_); }

    void write() {
        spread_kinds();
        find_what_is_stored();
        std::vector<LLVMValueRef> functions;
        for (std::size_t first = 0; first < kinds_.size(); first += operations_per_function)
            functions.push_back(
                write_function(first, std::min(kinds_.size(), first + operations_per_function)));
        write_run(functions);
    }

private:
    void spread_kinds() {
        for (const Run& run : code_.runs) kinds_.insert(kinds_.end(), run.count, run.kind);
        outputs_from_.resize(kinds_.size());
    }

    /// Values used by another function, or by a called one through their place in memory.
    void find_what_is_stored() {
        stored_.assign(kinds_.size(), 0);
        std::vector<std::uint32_t> made_by(code_.slots, none);
        for (std::size_t i = 0; i < kinds_.size(); ++i) {
            const Instruction& instruction = code_.instructions[i];
            const std::uint32_t operands[] = {instruction.a, instruction.b, instruction.c};
            for (int k = 0; k < operand_count(kinds_[i]); ++k) {
                const std::uint32_t from = made_by[operands[k]];
                if (from == none) continue;
                const bool elsewhere = from / operations_per_function != i / operations_per_function;
                if (elsewhere || (shape_.lanes > 1 && is_call(kinds_[i]))) stored_[from] = 1;
            }
            made_by[instruction.result] = static_cast<std::uint32_t>(i);
        }
        for (std::uint32_t output = 0; output < code_.outputs.size(); ++output) {
            const std::uint32_t from = made_by[code_.outputs[output]];
            if (from == none)
                copied_.push_back(output);
            else
                outputs_from_[from].push_back(output);
        }
    }

    LLVMValueRef begin_function(const char* name, bool exported) {
        const LLVMValueRef function = llvm_.LLVMAddFunction(module_, name, function_type_);
        if (!exported) llvm_.LLVMSetLinkage(function, LLVMPrivateLinkage);
        const unsigned no_unwinding = llvm_.LLVMGetEnumAttributeKindForName("nounwind", 8);
        llvm_.LLVMAddAttributeAtIndex(function, static_cast<LLVMAttributeIndex>(LLVMAttributeFunctionIndex),
                                      llvm_.LLVMCreateEnumAttribute(context_, no_unwinding, 0));
        for (unsigned k = 0; k < 4; ++k) bases_[k] = llvm_.LLVMGetParam(function, k);
        llvm_.LLVMPositionBuilderAtEnd(builder_, llvm_.LLVMAppendBasicBlockInContext(context_, function, ""));
        return function;
    }

    LLVMValueRef write_function(std::size_t first, std::size_t end) {
        const LLVMValueRef function =
            begin_function(("part" + std::to_string(first / operations_per_function)).c_str(), false);
        known_.assign(code_.slots, none);
        values_.clear();
        for (std::size_t i = first; i < end; ++i) write_instruction(i);
        llvm_.LLVMBuildRetVoid(builder_);
        return function;
    }

    void write_run(const std::vector<LLVMValueRef>& functions) {
        begin_function("run", true);
        known_.assign(code_.slots, none);
        for (const LLVMValueRef function : functions)
            llvm_.LLVMBuildCall2(builder_, function_type_, function, bases_, 4, "");
        for (const std::uint32_t output : copied_)
            store(operand(code_.outputs[output]), bases_[1], output, sizeof(double));
        llvm_.LLVMBuildRetVoid(builder_);
    }

    LLVMValueRef address(LLVMValueRef base, std::size_t place) {
        LLVMValueRef offset = llvm_.LLVMConstInt(index_, place, false);
        return llvm_.LLVMBuildGEP2(builder_, number_, base, &offset, 1, "");
    }

    LLVMValueRef vector_address(LLVMValueRef base, std::size_t place) {
        const LLVMValueRef at = address(base, place);
        return shape_.width == 1 ? at : llvm_.LLVMBuildBitCast(builder_, at, vector_pointer_, "");
    }

    unsigned own_alignment() const { return static_cast<unsigned>(shape_.width * sizeof(double)); }

    Parts load(LLVMValueRef base, std::size_t row, unsigned alignment) {
        Parts parts{};
        for (std::size_t k = 0; k < parts_; ++k) {
            parts[k] = llvm_.LLVMBuildLoad2(builder_, vector_,
                                            vector_address(base, row * shape_.lanes + k * shape_.width), "");
            llvm_.LLVMSetAlignment(parts[k], alignment);
        }
        return parts;
    }

    void store(const Parts& parts, LLVMValueRef base, std::size_t row, unsigned alignment) {
        for (std::size_t k = 0; k < parts_; ++k) {
            const LLVMValueRef made = llvm_.LLVMBuildStore(
                builder_, parts[k], vector_address(base, row * shape_.lanes + k * shape_.width));
            llvm_.LLVMSetAlignment(made, alignment);
        }
    }

    /// Where a slot is in memory.
    struct Home {
        LLVMValueRef base;
        std::size_t row;
        unsigned alignment;
    };
    Home home_of(std::uint32_t slot) const {
        if (slot < code_.constants.size()) return {bases_[3], slot, own_alignment()};
        if (slot < code_.first_value())
            return {bases_[0], code_.used_inputs[slot - code_.constants.size()], sizeof(double)};
        return {bases_[2], slot - code_.first_value(), own_alignment()};
    }

    // What is in memory is loaded at each use: the compiler folds that into the operation.
    Parts operand(std::uint32_t slot) {
        if (known_[slot] != none) return values_[known_[slot]];
        const Home home = home_of(slot);
        return load(home.base, home.row, home.alignment);
    }

    Parts table(Table entry) { return load(bases_[3], code_.constants.size() + entry, own_alignment()); }

    void write_instruction(std::size_t i) {
        const Instruction& instruction = code_.instructions[i];
        const bool in_memory = shape_.lanes > 1 && is_call(kinds_[i]);
        if (in_memory) {
            call_lanes(kinds_[i], instruction);
            known_[instruction.result] = none;
            if (outputs_from_[i].empty()) return;
        }
        const Parts made = in_memory ? operand(instruction.result) : computed(kinds_[i], instruction);
        for (const std::uint32_t output : outputs_from_[i]) store(made, bases_[1], output, sizeof(double));
        if (in_memory) return;
        known_[instruction.result] = static_cast<std::uint32_t>(values_.size());
        values_.push_back(made);
        if (stored_[i]) {
            const Home home = home_of(instruction.result);
            store(made, home.base, home.row, home.alignment);
        }
    }

    /// The function at an address of this process.
    LLVMValueRef function_at(const void* function, LLVMTypeRef type) {
        return llvm_.LLVMConstIntToPtr(
            llvm_.LLVMConstInt(index_, reinterpret_cast<std::uintptr_t>(function), false),
            llvm_.LLVMPointerType(type, 0));
    }

    LLVMValueRef memory(std::uint32_t slot) {
        const Home home = home_of(slot);
        return address(home.base, home.row * shape_.lanes);
    }

    /// The kind over all lanes: by vectors where there is a function for it, else one by one.
    void call_lanes(NodeKind kind, const Instruction& instruction) {
        std::vector<LLVMValueRef> arguments;
        const void* called = nullptr;
        const BinaryFunction two = called_binary(kind);
        if (const BinaryLanes vectors = binary_lanes(kind)) {
            called = reinterpret_cast<const void*>(vectors);
        } else if (const UnaryLanes vector = unary_lanes(kind)) {
            called = reinterpret_cast<const void*>(vector);
        } else if (two) {
            called = reinterpret_cast<const void*>(&each_lane_of_two);
            arguments.push_back(function_at(reinterpret_cast<const void*>(two), number_));
        } else {
            called = reinterpret_cast<const void*>(&each_lane);
            arguments.push_back(function_at(reinterpret_cast<const void*>(unary_function(kind)), number_));
        }
        arguments.push_back(memory(instruction.a));
        if (two) arguments.push_back(memory(instruction.b));
        arguments.push_back(memory(instruction.result));
        std::vector<LLVMTypeRef> types(arguments.size(), pointer_);
        const LLVMTypeRef type = llvm_.LLVMFunctionType(llvm_.LLVMVoidTypeInContext(context_), types.data(),
                                                        static_cast<unsigned>(types.size()), false);
        llvm_.LLVMBuildCall2(builder_, type, function_at(called, type), arguments.data(),
                             static_cast<unsigned>(arguments.size()), "");
    }

    LLVMValueRef call_one(NodeKind kind, LLVMValueRef a, LLVMValueRef b) {
        const BinaryFunction binary = called_binary(kind);
        LLVMTypeRef types[] = {number_, number_};
        LLVMValueRef arguments[] = {a, b};
        const unsigned count = binary ? 2 : 1;
        const LLVMTypeRef type = llvm_.LLVMFunctionType(number_, types, count, false);
        const void* const function = binary ? reinterpret_cast<const void*>(binary)
                                            : reinterpret_cast<const void*>(unary_function(kind));
        return llvm_.LLVMBuildCall2(builder_, type, function_at(function, type), arguments, count, "");
    }

    LLVMValueRef call_intrinsic(const std::string& name, LLVMValueRef a) {
        const unsigned id = llvm_.LLVMLookupIntrinsicID(name.data(), name.size());
        LLVMTypeRef type = vector_;
        return llvm_.LLVMBuildCall2(builder_, llvm_.LLVMIntrinsicGetType(context_, id, &type, 1),
                                    llvm_.LLVMGetIntrinsicDeclaration(module_, id, &type, 1), &a, 1, "");
    }

    Parts computed(NodeKind kind, const Instruction& instruction) {
        const int operands = operand_count(kind);
        const Parts a = operand(instruction.a);
        const Parts b = operands > 1 ? operand(instruction.b) : Parts{};
        const Parts c = operands > 2 ? operand(instruction.c) : Parts{};
        Parts result{};
        for (std::size_t k = 0; k < parts_; ++k) result[k] = computed(kind, a[k], b[k], c[k]);
        return result;
    }

    LLVMValueRef compare(LLVMRealPredicate relation, LLVMValueRef a, LLVMValueRef b) {
        return llvm_.LLVMBuildFCmp(builder_, relation, a, b, "");
    }
    LLVMValueRef is_true(LLVMValueRef a) { return compare(LLVMRealUNE, a, table(zero)[0]); }
    LLVMValueRef truth_of(LLVMValueRef condition) {
        return llvm_.LLVMBuildSelect(builder_, condition, table(one)[0], table(zero)[0], "");
    }
    LLVMValueRef negated(LLVMValueRef a) {
        return llvm_.LLVMBuildFSub(builder_, table(minus_zero)[0], a, "");
    }

    LLVMValueRef computed(NodeKind kind, LLVMValueRef a, LLVMValueRef b, LLVMValueRef c) {
        switch (kind) {
        case NodeKind::add:
            return llvm_.LLVMBuildFAdd(builder_, a, b, "");
        case NodeKind::subtract:
            return llvm_.LLVMBuildFSub(builder_, a, b, "");
        case NodeKind::multiply:
            return llvm_.LLVMBuildFMul(builder_, a, b, "");
        case NodeKind::divide:
            return llvm_.LLVMBuildFDiv(builder_, a, b, "");
        case NodeKind::negate:
            return negated(a);
        case NodeKind::abs: {  // + 0 makes 0 of -0
            const LLVMValueRef opposite = negated(a);
            const LLVMValueRef larger =
                llvm_.LLVMBuildSelect(builder_, compare(LLVMRealOGT, a, opposite), a, opposite, "");
            return llvm_.LLVMBuildFAdd(builder_, larger, table(zero)[0], "");
        }
        case NodeKind::sign: {
            const LLVMValueRef above = truth_of(compare(LLVMRealOGT, a, table(zero)[0]));
            const LLVMValueRef below = truth_of(compare(LLVMRealOLT, a, table(zero)[0]));
            return llvm_.LLVMBuildFSub(builder_, above, below, "");
        }
        case NodeKind::less:
            return truth_of(compare(LLVMRealOLT, a, b));
        case NodeKind::less_equal:
            return truth_of(compare(LLVMRealOLE, a, b));
        case NodeKind::equal:
            return truth_of(compare(LLVMRealOEQ, a, b));
        case NodeKind::not_equal:
            return truth_of(compare(LLVMRealUNE, a, b));
        case NodeKind::both:
            return truth_of(llvm_.LLVMBuildAnd(builder_, is_true(a), is_true(b), ""));
        case NodeKind::either:
            return truth_of(llvm_.LLVMBuildOr(builder_, is_true(a), is_true(b), ""));
        case NodeKind::opposite:
            return truth_of(compare(LLVMRealOEQ, a, table(zero)[0]));
        case NodeKind::select:
            return llvm_.LLVMBuildSelect(builder_, is_true(a), b, c, "");
        default:
            break;
        }
        if (const char* const name = intrinsic_of(kind)) return call_intrinsic(name, a);
        return call_one(kind, a, b);
    }

    const LlvmLibrary& llvm_;
    LLVMContextRef context_;
    LLVMModuleRef module_;
    const ProgramCode& code_;
    NativeShape shape_;
    std::size_t parts_;
    LLVMBuilderRef builder_;
    LLVMTypeRef number_, pointer_, index_, vector_, vector_pointer_, function_type_;
    LLVMValueRef bases_[4] = {};  // inputs, outputs, values, constants

    std::vector<NodeKind> kinds_;                           // of each instruction
    std::vector<char> stored_;                              // whether its result goes to memory
    std::vector<std::vector<std::uint32_t>> outputs_from_;  // which outputs it gives
    std::vector<std::uint32_t> copied_;                     // outputs that are inputs or constants
    std::vector<std::uint32_t> known_;                      // of a slot: its place in values_
    std::vector<Parts> values_;
};

}  // namespace

void write_native(const LlvmLibrary& llvm, LLVMContextRef context, LLVMModuleRef module,
                  const ProgramCode& code, NativeShape shape) {
    Writer(llvm, context, module, code, shape).write();
}

}  // namespace strandline::numerics

#endif
