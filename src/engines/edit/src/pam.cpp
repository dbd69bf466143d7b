#include "pam.hpp"

#include <strandline/base/error.hpp>
#include <strandline/base/text.hpp>
#include <strandline/domain/sequence.hpp>
#include <strandline/edit/offtargets.hpp>

#include <algorithm>
#include <utility>

namespace strandline::edit {

Result<std::string> parse_pam(std::string_view text) {
    if (text.empty())
        return fail(Error::input("pam.empty", "--pam: no PAM is given")
                        .expected("IUPAC codes such as NGG, NNGRRT or TTTV")
                        .found("nothing")
                        .mend("write N for a search without a PAM"));
    std::string pam = upper(text);
    std::ranges::replace(pam, 'U', 'T');
    const auto wrong = std::ranges::find_if(pam, [](char c) { return domain::base_set(c) == 0; });
    if (wrong != pam.end())
        return fail(Error::input("pam.letter", "--pam: '{}' is no nucleotide code",
                                 text[static_cast<std::size_t>(wrong - pam.begin())])
                        .expected("IUPAC codes such as NGG, NNGRRT or TTTV")
                        .found("'{}'", text)
                        .mend("write the PAM 5' to 3' on the strand that reads as the spacer"));
    if (pam.size() > static_cast<std::size_t>(longest_pam))
        return fail(Error::input("pam.length", "--pam: too long")
                        .expected("at most {} letters", longest_pam)
                        .found("{}", pam.size())
                        .mend("give the PAM without the spacer"));
    return pam;
}

Result<std::vector<std::string>> parse_pams(std::string_view text) {
    std::vector<std::string> pams;
    for (const std::string_view one : split(text, ',')) {
        STRANDLINE_TRY(std::string pam, parse_pam(trim(one)));
        if (!pams.empty() && pam.size() != pams.front().size())
            return fail(Error::input("pam.lengths", "--pam: the PAMs are not of one length")
                            .expected("{} as in '{}'", counted(pams.front().size(), "letter"), pams.front())
                            .found("'{}'", pam)
                            .mend("fill the shorter ones up with N, away from the spacer"));
        if (std::ranges::find(pams, pam) == pams.end()) pams.push_back(std::move(pam));
    }
    return pams;
}

}  // namespace strandline::edit
