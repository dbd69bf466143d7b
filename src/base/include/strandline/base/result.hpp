#pragma once

#include <strandline/base/error.hpp>

#include <tl/expected.hpp>

#include <utility>

namespace strandline {

/// A value, or the reason why there is none.
template <class T>
using Result = tl::expected<T, Error>;

/// return fail(Error::input(...)...);
inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

}  // namespace strandline

#define STRANDLINE_JOIN_(a, b) a##b
#define STRANDLINE_JOIN(a, b) STRANDLINE_JOIN_(a, b)

/// STRANDLINE_TRY(auto genome, read_genome(source)): the value, or return the error to the caller.
#define STRANDLINE_TRY(declaration, expression) \
    STRANDLINE_TRY_(declaration, expression, STRANDLINE_JOIN(result_, __LINE__))
#define STRANDLINE_TRY_(declaration, expression, name)             \
    auto name = (expression);                                      \
    if (!name) return ::strandline::fail(std::move(name).error()); \
    declaration = std::move(*name)

/// STRANDLINE_CHECK(write(file)): for a Result<void>, return the error to the caller.
#define STRANDLINE_CHECK(expression)                                                                         \
    do {                                                                                                     \
        if (auto checked_ = (expression); !checked_) return ::strandline::fail(std::move(checked_).error()); \
    } while (false)
