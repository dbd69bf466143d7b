#pragma once

#ifdef STRANDLINE_HAS_LLVM

#include <llvm-c/Core.h>
#include <llvm-c/Error.h>
#include <llvm-c/LLJIT.h>
#include <llvm-c/Orc.h>
#include <llvm-c/Target.h>
#include <llvm-c/TargetMachine.h>

namespace strandline::numerics {

#define STRANDLINE_LLVM_FUNCTIONS(X)                         \
    X(LLVMAddAttributeAtIndex)                               \
    X(LLVMAddFunction)                                       \
    X(LLVMAppendBasicBlockInContext)                         \
    X(LLVMBuildAnd)                                          \
    X(LLVMBuildBitCast)                                      \
    X(LLVMBuildCall2)                                        \
    X(LLVMBuildFAdd)                                         \
    X(LLVMBuildFCmp)                                         \
    X(LLVMBuildFDiv)                                         \
    X(LLVMBuildFMul)                                         \
    X(LLVMBuildFSub)                                         \
    X(LLVMBuildGEP2)                                         \
    X(LLVMBuildLoad2)                                        \
    X(LLVMBuildOr)                                           \
    X(LLVMBuildRetVoid)                                      \
    X(LLVMBuildSelect)                                       \
    X(LLVMBuildStore)                                        \
    X(LLVMConstInt)                                          \
    X(LLVMConstIntToPtr)                                     \
    X(LLVMConsumeError)                                      \
    X(LLVMCreateBuilderInContext)                            \
    X(LLVMCreateEnumAttribute)                               \
    X(LLVMCreateTargetMachine)                               \
    X(LLVMDisposeBuilder)                                    \
    X(LLVMDisposeMessage)                                    \
    X(LLVMDoubleTypeInContext)                               \
    X(LLVMFunctionType)                                      \
    X(LLVMGetDefaultTargetTriple)                            \
    X(LLVMGetEnumAttributeKindForName)                       \
    X(LLVMGetHostCPUFeatures)                                \
    X(LLVMGetHostCPUName)                                    \
    X(LLVMGetIntrinsicDeclaration)                           \
    X(LLVMGetParam)                                          \
    X(LLVMGetTargetFromTriple)                               \
    X(LLVMInt64TypeInContext)                                \
    X(LLVMIntrinsicGetType)                                  \
    X(LLVMLookupIntrinsicID)                                 \
    X(LLVMModuleCreateWithNameInContext)                     \
    X(LLVMOrcCreateLLJIT)                                    \
    X(LLVMOrcCreateLLJITBuilder)                             \
    X(LLVMOrcCreateNewThreadSafeContext)                     \
    X(LLVMOrcCreateNewThreadSafeModule)                      \
    X(LLVMOrcDisposeLLJIT)                                   \
    X(LLVMOrcDisposeThreadSafeContext)                       \
    X(LLVMOrcDisposeThreadSafeModule)                        \
    X(LLVMOrcJITTargetMachineBuilderCreateFromTargetMachine) \
    X(LLVMOrcLLJITAddLLVMIRModule)                           \
    X(LLVMOrcLLJITBuilderSetJITTargetMachineBuilder)         \
    X(LLVMOrcLLJITGetMainJITDylib)                           \
    X(LLVMOrcLLJITLookup)                                    \
    X(LLVMOrcThreadSafeContextGetContext)                    \
    X(LLVMPointerType)                                       \
    X(LLVMPositionBuilderAtEnd)                              \
    X(LLVMSetAlignment)                                      \
    X(LLVMSetLinkage)                                        \
    X(LLVMVectorType)                                        \
    X(LLVMVoidTypeInContext)

/// LLVM's C interface, bound when native code is first asked for: loading the library takes longer than most
/// commands run, and a machine without it only loses speed.
struct LlvmLibrary {
#define STRANDLINE_DECLARE(name) decltype(&::name) name = nullptr;
    STRANDLINE_LLVM_FUNCTIONS(STRANDLINE_DECLARE)
#undef STRANDLINE_DECLARE
};

/// Null where the machine has no such library.
const LlvmLibrary* llvm_library();

}  // namespace strandline::numerics

#endif
