#pragma once

#include <strandline/formats/network.hpp>
#include <strandline/strain/flux_model.hpp>

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace strandline::strain::testing {

inline FluxModel model_from(const Source& source) {
    Context context;
    auto network = formats::read_network(source, context);
    REQUIRE_MESSAGE(network.has_value(), (network ? std::string() : render(network.error())));
    return flux_model(std::make_shared<const domain::Network>(std::move(*network)));
}

/// A model of tests/models.
inline FluxModel own_model(const std::string& name) {
    auto source = Source::open(std::filesystem::path(STRANDLINE_TEST_FILES) / "models" / name);
    REQUIRE(source.has_value());
    return model_from(*source);
}

/// A model of the shared data, or nothing with a message.
inline std::optional<FluxModel> shared_model(const std::string& name) {
    const char* shared = std::getenv("STRANDLINE_SHARED");
    const auto path = std::filesystem::path(shared ? shared : "") / "data/strain/models" / name;
    if (!shared || !*shared || !std::filesystem::exists(path)) {
        MESSAGE("skipped: no ", name, " (STRANDLINE_SHARED)");
        return std::nullopt;
    }
    auto source = Source::open(path);
    REQUIRE(source.has_value());
    return model_from(*source);
}

}  // namespace strandline::strain::testing
