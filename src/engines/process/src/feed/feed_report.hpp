#pragma once

#include "feed/followed_run.hpp"

#include <strandline/base/json.hpp>

namespace strandline::process {

/// All that is told of a feed that was found.
struct FeedReport {
    const FeedSettings& settings;
    const PreparedFeed& prepared;
    const FeedSolution& feed;
    const DosingPlan& plan;
    const FollowedRun& run;
    std::string title;  // of the model
};

/// process.feed-json/1.
Json feed_json(const FeedReport& report);
/// TSV: time_h, what moves and the limited quantities; with an ensemble the 5th and 95th percentiles, too.
Result<void> write_prediction(const FeedReport& report, Sink& sink);
Result<void> write_feed_page(const FeedReport& report, Sink& sink);

}  // namespace strandline::process
