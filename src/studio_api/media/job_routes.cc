#include <algorithm>
#include <boost/json.hpp>

#include "api/call.h"
#include "api/views.h"
#include "ingest/ingest.h"
#include "studio_api/media/job_view.h"
#include "studio_api/routes.h"

namespace nuri::studio_api {
using api::json_of;
namespace {

namespace json = boost::json;
using store::Job;
using store::JobState;
using store::JobStep;

/// `input` and `result` are JSON of the job kind's own shape.
json::value json_or_null(const std::string& text) {
    json::error_code fault;
    json::value value = json::parse(text, fault);
    return fault ? json::value() : value;
}

json::value member_of(const json::value& value, std::string_view name) {
    const json::object* object = value.if_object();
    const json::value* member = object != nullptr ? object->if_contains(name) : nullptr;
    return member != nullptr ? *member : json::value();
}

/// What a job of this kind goes through, in order; for a kind that we know nothing of, what it began.
std::vector<std::string> stages_of(const Job& job, const std::vector<JobStep>& steps) {
    std::vector<std::string> stages;
    if (job.kind == ingest::Ingest::job_kind) {
        for (const ingest::Step step : ingest::all_steps) stages.emplace_back(ingest::to_string(step));
    } else {
        for (const JobStep& step : steps) stages.push_back(step.name);
    }
    return stages;
}

json::array stages_json(const Job& job, const std::vector<JobStep>& steps) {
    json::array stages;
    bool passed = !job.step.empty() && job.state != JobState::done;
    for (const std::string& name : stages_of(job, steps)) {
        const auto known =
            std::find_if(steps.begin(), steps.end(), [&](const JobStep& step) { return step.name == name; });
        const bool here = name == job.step;
        if (here) passed = false;
        std::string_view state = "waiting";
        if (job.state == JobState::done || passed || (known != steps.end() && known->finished))
            state = "done";
        if (here && job.state == JobState::running) state = "running";
        if (here && job.state == JobState::failed) state = "failed";
        stages.push_back(json::object{{"name", name}, {"state", state}});
    }
    return stages;
}

json::array log_of(const Job& job, const std::vector<JobStep>& steps) {
    std::vector<std::pair<Instant, std::string>> lines{{job.created, "queued"}};
    for (const JobStep& step : steps) {
        lines.emplace_back(step.started, step.name + " began");
        if (step.finished) lines.emplace_back(*step.finished, step.name + " was completed");
    }
    if (job.error) lines.emplace_back(job.updated, job.error->step + " failed: " + job.error->why);
    if (job.state == JobState::done) lines.emplace_back(job.updated, "done");
    if (job.state == JobState::cancelled) lines.emplace_back(job.updated, "cancelled");
    std::stable_sort(lines.begin(), lines.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    json::array log;
    for (const auto& [at, text] : lines) log.push_back(json::object{{"at", to_string(at)}, {"text", text}});
    return log;
}

Result<http::Response> list(api::Call& call) {
    store::Jobs::Filter filter;
    filter.kind = call.request.query_value("kind");
    filter.subject = call.request.query_value("subject");
    filter.limit = static_cast<size_t>(TRY(call.query_number("limit", 1, 1000)).value_or(100));
    if (const auto word = call.request.query_value("state")) {
        for (const JobState state :
             {JobState::queued, JobState::running, JobState::done, JobState::failed, JobState::cancelled}) {
            if (store::to_string(state) == *word) filter.state = state;
        }
        if (!filter.state)
            return Error{ErrorKind::invalid, "`state` must be queued, running, done, failed or cancelled"};
    }
    json::array jobs;
    for (const Job& job : TRY(call.services.jobs.list(filter))) jobs.push_back(job_summary(job));
    return api::answer({{"jobs", std::move(jobs)}});
}

Result<http::Response> show(api::Call& call) {
    return api::answer(TRY(job_document(call, store::JobId(TRY(call.number("id"))))));
}

/// What retrying and cancelling have in common.
Result<http::Response> set_state(api::Call& call, Result<> (store::Jobs::*act)(store::JobId, Instant),
                                 std::string_view what) {
    const store::JobId id(TRY(call.number("id")));
    const auto state_json = [](const Job& job) {
        return json::serialize(json::object{{"state", store::to_string(job.state)}});
    };
    TRY(call.change([&](store::Writer&) -> Result<> {
        const Job before = TRY(call.services.jobs.get(id));
        TRY((call.services.jobs.*act)(id, call.now));
        TRY(call.audit(what, "job " + std::to_string(id.number()), state_json(before),
                       state_json(TRY(call.services.jobs.get(id)))));
        return {};
    }));
    return api::answer(TRY(job_document(call, id)));
}

}  // namespace

json::object job_summary(const Job& job) {
    json::value error, speed, left;
    if (job.error)
        error =
            json::object{{"step", job.error->step}, {"why", job.error->why}, {"remedy", job.error->remedy}};
    if (job.state == JobState::running) {
        const ingest::Pace pace = ingest::parse_detail(job.step_detail);
        if (pace.speed > 0) speed = pace.speed;
        if (pace.left.count() >= 0) left = pace.left.count();
    }
    return {{"id", job.id.number()},
            {"kind", job.kind},
            {"subject", job.subject},
            {"state", store::to_string(job.state)},
            {"step", job.step},
            {"step_detail", job.step_detail},
            {"progress_permille", job.progress_permille},
            {"speed", std::move(speed)},
            {"time_left_seconds", std::move(left)},
            {"attempts", job.attempts},
            {"attempts_max", job.attempts_max},
            {"run_after", json_of(job.run_after)},
            {"error", std::move(error)},
            {"created", to_string(job.created)},
            {"updated", to_string(job.updated)}};
}

Result<json::object> job_document(api::Call& call, store::JobId id) {
    const Job job = TRY(call.services.jobs.get(id));
    const std::vector<JobStep> steps = TRY(call.services.jobs.steps(id));
    json::object document = job_summary(job);
    document["input"] = json_or_null(job.input);
    document["result"] = json_or_null(job.result);
    const json::value findings = member_of(document["result"], "findings");
    document["findings"] = findings.is_array() ? findings : json::array();
    document["asset"] = member_of(document["result"], "asset");
    document["stages"] = stages_json(job, steps);
    document["log"] = log_of(job, steps);
    json::array told;
    for (const JobStep& step : steps) {
        told.push_back(json::object{
            {"name", step.name}, {"started", to_string(step.started)}, {"finished", json_of(step.finished)}});
    }
    document["steps"] = std::move(told);
    return document;
}

void add_job_routes(api::Routes& routes) {
    using enum http::Method;
    const api::Rule read = api::for_staff(members::Area::media, members::Access::read);
    const api::Rule write = api::for_staff(members::Area::media, members::Access::write);
    routes.add(get, "/operator/jobs", read, list);
    routes.add(get, "/operator/jobs/{id}", read, show);
    routes.add(post, "/operator/jobs/{id}/retry", write,
               [](api::Call& call) { return set_state(call, &store::Jobs::retry, "job.retry"); });
    routes.add(post, "/operator/jobs/{id}/cancel", write,
               [](api::Call& call) { return set_state(call, &store::Jobs::cancel, "job.cancel"); });
}

}  // namespace nuri::studio_api
