#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace nuri::http {

/// A fixed number of threads that take jobs in their order from a queue that has a bound.
class WorkerPool {
  public:
    WorkerPool(unsigned threads, size_t queue_max);
    /// As finish().
    ~WorkerPool();

    /// False, with the job untouched, if the queue is full or the pool is finished.
    bool try_submit(std::function<void()> job);

    /// Runs what is queued to its end and joins the threads.
    void finish();

  private:
    void work();

    const size_t queue_max_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::function<void()>> queue_;
    bool finished_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace nuri::http
