#include <boost/json.hpp>

#include "api/call.h"
#include "api/routes.h"
#include "api/views.h"
#include "store/jobs.h"

namespace nuri::api {
namespace {

namespace json = boost::json;

/// `input` and `result` are JSON of the job kind's own shape.
json::value json_or_null(const std::string& text) {
    json::error_code fault;
    json::value value = json::parse(text, fault);
    return fault ? json::value() : value;
}

json::object job_json(const store::Job& job) {
    json::value error;
    if (job.error)
        error =
            json::object{{"step", job.error->step}, {"why", job.error->why}, {"remedy", job.error->remedy}};
    return {{"id", job.id.number()},
            {"kind", job.kind},
            {"subject", job.subject},
            {"state", store::to_string(job.state)},
            {"step", job.step},
            {"step_detail", job.step_detail},
            {"progress_permille", job.progress_permille},
            {"attempts", job.attempts},
            {"attempts_max", job.attempts_max},
            {"run_after", json_of(job.run_after)},
            {"error", std::move(error)},
            {"created", to_string(job.created)},
            {"updated", to_string(job.updated)}};
}

Result<json::object> job_document(Call& call, store::JobId id) {
    const store::Job job = TRY(call.services.jobs.get(id));
    json::object document = job_json(job);
    document["input"] = json_or_null(job.input);
    document["result"] = json_or_null(job.result);
    json::array steps;
    for (const store::JobStep& step : TRY(call.services.jobs.steps(id))) {
        steps.push_back(json::object{
            {"name", step.name}, {"started", to_string(step.started)}, {"finished", json_of(step.finished)}});
    }
    document["steps"] = std::move(steps);
    return document;
}

Result<http::Response> list(Call& call) {
    using store::JobState;
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
    for (const store::Job& job : TRY(call.services.jobs.list(filter))) jobs.push_back(job_json(job));
    return answer({{"jobs", std::move(jobs)}});
}

Result<http::Response> show(Call& call) {
    return answer(TRY(job_document(call, store::JobId(TRY(call.number("id"))))));
}

Result<http::Response> retry(Call& call) {
    const store::JobId id(TRY(call.number("id")));
    TRY(call.services.jobs.retry(id, call.now));
    TRY(call.audit("job.retry", "job " + std::to_string(id.number()), "", ""));
    return answer(TRY(job_document(call, id)));
}

Result<http::Response> cancel(Call& call) {
    const store::JobId id(TRY(call.number("id")));
    TRY(call.services.jobs.cancel(id, call.now));
    TRY(call.audit("job.cancel", "job " + std::to_string(id.number()), "", ""));
    return answer(TRY(job_document(call, id)));
}

}  // namespace

void add_operator_job_routes(Routes& routes) {
    using enum http::Method;
    const Rule read = for_staff(members::Area::media, members::Access::read);
    const Rule write = for_staff(members::Area::media, members::Access::write);
    routes.add(get, "/operator/jobs", read, list);
    routes.add(get, "/operator/jobs/{id}", read, show);
    routes.add(post, "/operator/jobs/{id}/retry", write, retry);
    routes.add(post, "/operator/jobs/{id}/cancel", write, cancel);
}

}  // namespace nuri::api
