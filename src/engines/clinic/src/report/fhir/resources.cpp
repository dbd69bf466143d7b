#include "report/fhir/resources.hpp"

#include "report/fhir/codes.hpp"

#include <strandline/base/hash.hpp>
#include <strandline/base/text.hpp>

namespace strandline::clinic {

std::string content_uuid(std::string_view content) {
    const Digest digest = sha256(content);
    std::string bytes(digest.raw().substr(0, 16));
    bytes[6] = static_cast<char>((static_cast<unsigned char>(bytes[6]) & 0x0f) | 0x80);  // version 8
    bytes[8] = static_cast<char>((static_cast<unsigned char>(bytes[8]) & 0x3f) | 0x80);  // variant 10
    const std::string hex = to_hex(bytes);
    return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" + hex.substr(16, 4) +
           "-" + hex.substr(20);
}

std::string FhirResources::add(Json resource) {
    const std::string id = content_uuid(resource.compact());
    std::string urn = "urn:uuid:" + id;
    if (!known_.emplace(urn, resources_.size()).second) return urn;
    resource.set("id", id);
    resources_.emplace_back(urn, std::move(resource));
    return urn;
}

Json FhirResources::entries() && {
    Json::Array entries;
    entries.reserve(resources_.size());
    for (auto& [urn, resource] : resources_)
        entries.push_back(fhir::object({"fullUrl", std::move(urn)}, {"resource", std::move(resource)}));
    return Json::array(std::move(entries));
}

Json fhir_resource(std::string_view type, std::string_view profile) {
    Json::Members members = {{"resourceType", type}, {"id", ""}};
    if (!profile.empty()) {
        const std::string url = format("{}{}|{}", fhir::guide, profile, fhir::guide_version);
        members.emplace_back("meta", fhir::object({"profile", fhir::array(url)}));
    }
    return Json::object(std::move(members));
}

Json fhir_observation(std::string_view profile, Json code, const FhirOrigin& origin, bool is_uncertain) {
    Json made = fhir_resource("Observation", profile);
    made.set("status", is_uncertain ? "preliminary" : "final");
    made.set("category", fhir::array(fhir::concept_of(fhir::observation_category, "laboratory"),
                                     fhir::concept_of(fhir::diagnostic_service, "GE")));
    made.set("code", std::move(code));
    made.set("subject", fhir::reference(origin.patient));
    made.set("device", fhir::reference(origin.device));
    return made;
}

void add_notes(Json& resource, const std::vector<std::string>& notes) {
    Json::Array made;
    for (const std::string& note : notes) made.push_back(fhir::concept_of_text(note));
    if (!made.empty()) resource.set("note", Json::array(std::move(made)));
}

void add_references(Json& resource, std::string_view name, const std::vector<std::string>& urns) {
    Json::Array made;
    for (const std::string& urn : urns) made.push_back(fhir::reference(urn));
    if (!made.empty()) resource.set(std::string(name), Json::array(std::move(made)));
}

}  // namespace strandline::clinic
