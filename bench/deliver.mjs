// What delivery costs: our origin, grant check and all, beside nginx serving plain files, in turns in one run, over loopback.
//
//     node bench/deliver.mjs [--seconds 3] [--rounds 3] [--connections 64] [--bin build/bin] [--congestion cubic]
//
// Prints processor seconds of the server per gigabyte and requests per second, the median of the rounds. Requests per second
// depend on what else the machine does, and on wrk sharing it; processor seconds much less. Needs wrk, nginx and openssl
// installed (apt install wrk nginx-light openssl). Both use the system's congestion control unless ours is told another, which
// nginx cannot be.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
};
const seconds = Number(option('seconds', 3));
const rounds = Number(option('rounds', 3));
const connections = Number(option('connections', 64));
const bin = option('bin', 'build/bin');
const objects = { '2m': 2 << 20, '64k': 64 << 10, '4k': 4 << 10 };

const freePort = () => new Promise((resolve) => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const { port } = probe.address();
    probe.close(() => resolve(port));
  });
});

// Nanoseconds that a process's threads have been on a processor.
const spent = (pid) => {
  let total = 0;
  for (const task of readdirSync(`/proc/${pid}/task`))
    total += Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]);
  return total;
};

const children = (pid) => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);

const load = (url) => new Promise((resolve, reject) => {
  const wrk = spawn('wrk', ['-t1', `-c${connections}`, `-d${seconds}s`, url], { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  wrk.stdout.on('data', (data) => { out += data; });
  wrk.on('error', reject);
  wrk.on('close', () => {
    const requests = Number(/(\d+) requests in/.exec(out)?.[1]);
    const perSecond = Number(/Requests\/sec:\s+([\d.]+)/.exec(out)?.[1]);
    const faults = /Non-2xx|Socket errors/.exec(out);
    if (!requests || faults) reject(new Error(`wrk ${url}: ${out}`));
    else resolve({ requests, perSecond });
  });
});

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

const folder = mkdtempSync(join(tmpdir(), 'deliver-'));
const stopping = [];
try {
  const certificate = join(folder, 'cert.pem');
  const key = join(folder, 'key.pem');
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2',
    '-subj', '/CN=localhost', '-keyout', key, '-out', certificate], { stdio: 'ignore' });

  const ours = spawn(join(bin, 'deliver_bench'), ['--folder', folder, '--certificate', certificate, '--key', key,
    '--congestion', option('congestion', '')], { stdio: ['pipe', 'pipe', 'inherit'] });
  stopping.push(() => ours.stdin.end());
  const line = await new Promise((resolve) => createInterface(ours.stdout).once('line', resolve));
  const about = JSON.parse(line);

  const [plain, tls] = [await freePort(), await freePort()];
  const config = join(folder, 'nginx.conf');
  writeFileSync(config, `
    daemon off; worker_processes 2; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
    events { worker_connections 4096; }
    http {
      access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; open_file_cache max=100;
      types { video/mp4 m4s; }
      client_body_temp_path ${folder}/t1; proxy_temp_path ${folder}/t2; fastcgi_temp_path ${folder}/t3;
      uwsgi_temp_path ${folder}/t4; scgi_temp_path ${folder}/t5;
      server {
        listen 127.0.0.1:${plain} reuseport; listen 127.0.0.1:${tls} ssl reuseport;
        ssl_certificate ${certificate}; ssl_certificate_key ${key}; ssl_protocols TLSv1.3;
        ssl_conf_command Ciphersuites TLS_AES_128_GCM_SHA256;
        root ${folder};
        add_header Cache-Control "public, max-age=31536000, immutable"; add_header Access-Control-Allow-Origin "*";
      }
    }`);
  // As root nginx would let its workers be "nobody", who may not look into our folder.
  if (process.getuid() === 0) writeFileSync(config, `user root;\n${readFileSync(config, 'utf8')}`);
  const nginx = spawn('nginx', ['-c', config, '-e', join(folder, 'error.log')], { stdio: 'inherit' });
  stopping.push(() => nginx.kill('SIGTERM'));
  let workers = [];
  while (workers.length < 2) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    workers = children(nginx.pid);
  }

  const servers = {
    nuri: { pids: [about.pid], url: (secure, name) => `${secure ? 'https' : 'http'}://${secure ? about.tls : about.plain}${about.base}${name}/1.m4s` },
    nginx: { pids: workers, url: (secure, name) => `${secure ? 'https' : 'http'}://127.0.0.1:${secure ? tls : plain}/${name}.m4s` },
  };
  console.log(`${rounds} rounds of ${seconds} s, ${connections} connections; cpu-s/GB, us of cpu a request, requests/s`);
  for (const secure of [false, true]) {
    for (const [name, size] of Object.entries(objects)) {
      const figures = { nuri: [], nginx: [] };
      for (let round = 0; round < rounds; ++round) {
        for (const [who, server] of Object.entries(servers)) {
          const before = server.pids.map(spent);
          const { requests, perSecond } = await load(server.url(secure, name));
          const cpu = server.pids.map(spent).reduce((sum, now, i) => sum + now - before[i], 0) / 1e9;
          figures[who].push({ perGigabyte: cpu / (requests * size / 1e9), perRequest: cpu / requests * 1e6, perSecond });
        }
      }
      const row = (who) => Object.fromEntries(Object.keys(figures[who][0]).map((k) => [k, median(figures[who].map((f) => f[k]))]));
      const [a, b] = [row('nuri'), row('nginx')];
      const show = (f) => `${f.perGigabyte.toFixed(3).padStart(7)} ${f.perRequest.toFixed(1).padStart(7)} ${f.perSecond.toFixed(0).padStart(7)}`;
      console.log(`${(secure ? 'tls1.3' : 'plain').padEnd(7)} ${name.padEnd(4)} nuri ${show(a)}   nginx ${show(b)}   cpu ratio ${(a.perRequest / b.perRequest).toFixed(2)}, requests ratio ${(a.perSecond / b.perSecond).toFixed(2)}`);
    }
  }
} finally {
  for (const stop of stopping.reverse()) stop();
  rmSync(folder, { recursive: true, force: true });
}
