# Flags that hold for every target. The baseline is x86-64-v2; faster instructions are chosen at run time.
include(CheckCXXCompilerFlag)
find_package(Threads REQUIRED)

add_compile_options(-Wall -Wextra -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual)
# Options are structs with defaults, set by name: what is not named keeps its default.
add_compile_options(-Wno-missing-field-initializers)
option(STRANDLINE_WERROR "Treat warnings as errors" ON)
if(STRANDLINE_WERROR)
    add_compile_options(-Werror)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # g++ 12 raises these falsely at -O2, in the standard library's own headers.
    add_compile_options(-Wno-restrict -Wno-maybe-uninitialized -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread)
endif()
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    add_compile_options(-march=x86-64-v2)
endif()

set(STRANDLINE_SANITIZE "" CACHE STRING "Sanitizers to build with, for example address,undefined")
if(STRANDLINE_SANITIZE)
    add_compile_options(-fsanitize=${STRANDLINE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${STRANDLINE_SANITIZE})
endif()

find_program(STRANDLINE_CCACHE ccache)
if(STRANDLINE_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${STRANDLINE_CCACHE})
endif()
find_program(STRANDLINE_MOLD mold)
if(STRANDLINE_MOLD)
    add_link_options(-fuse-ld=mold)
endif()
