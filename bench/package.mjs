#!/usr/bin/env node
// Packages one film with ours and with others on this machine, by turns, and prints what each cost.
//   node bench/package.mjs [--build DIR] [--input FILE] [--seconds N] [--rounds N]
// Without --input a film is made: noise at 5.3 Mb/s, 600 s (408 MB) unless --seconds says otherwise.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const options = { build: 'build', seconds: '600', rounds: '5' };
for (let i = 2; i < process.argv.length; i += 2) options[process.argv[i].replace(/^--/, '')] = process.argv[i + 1];

// One child's wall time, processor time and peak memory, as time(1) tells.
function run(command) {
  const child = spawnSync('/usr/bin/time', ['-q', '-f', '%e %U %S %M', ...command], { encoding: 'utf8', maxBuffer: 1 << 26 });
  const lines = child.stderr.trim().split('\n');
  const [wall, user, system, kib] = lines.pop().split(' ').map(Number);
  if (child.status !== 0) throw new Error(`${command[0]} failed: ${lines.slice(-3).join(' ')}`);
  return { wall, cpu: user + system, rss: kib / 1024 };
}

function makeInput(path) {
  const seconds = options.seconds;
  const made = spawnSync('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', `testsrc2=size=1280x720:rate=24:duration=${seconds}`,
    '-f', 'lavfi', '-i', `anoisesrc=color=pink:amplitude=0.3:sample_rate=48000:duration=${seconds}`,
    '-vf', 'noise=alls=14:allf=t,format=yuv420p', '-c:v', 'libx264', '-preset', 'ultrafast', '-b:v', '5300k', '-maxrate', '8000k',
    '-bufsize', '10000k', '-g', '48', '-keyint_min', '48', '-sc_threshold', '0', '-c:a', 'aac', '-ac', '2', '-b:a', '128k',
    '-movflags', '+faststart', path], { stdio: 'inherit' });
  if (made.status !== 0) throw new Error('ffmpeg could not make the input');
}

const folder = mkdtempSync(join(tmpdir(), 'nuri-package-'));
try {
  let input = options.input && resolve(options.input);
  if (!input) makeInput((input = join(folder, 'film.mp4')));
  const out = join(folder, 'out');
  const ours = join(resolve(options.build), 'bin', 'package_bench');
  const shaka = resolve('node_modules/shaka-packager/bin/packager-linux-x64');
  const key = ['--enable_raw_key_encryption', '--keys', `label=:key_id=${'01'.repeat(16)}:key=${'02'.repeat(16)}`];
  const shakaRun = (extra) => [shaka, `in=${input},stream=video,output=${out}/v.mp4,playlist_name=v.m3u8`,
    `in=${input},stream=audio,output=${out}/a.mp4,playlist_name=a.m3u8`, '--mpd_output', `${out}/m.mpd`,
    '--hls_master_playlist_output', `${out}/m.m3u8`, '--segment_duration', '6', ...extra];
  const tools = [
    ['nuri clear', [ours, input, '--out', out]],
    ['nuri cenc', [ours, input, '--out', out, '--protect', 'cenc']],
    ['nuri cbcs', [ours, input, '--out', out, '--protect', 'cbcs']],
    ['cp', ['cp', input, join(out, 'copy.mp4')]],
    ['ffmpeg clear', ['ffmpeg', '-v', 'error', '-y', '-i', input, '-map', '0', '-c', 'copy', '-f', 'dash', '-single_file', '1',
      '-hls_playlist', '1', '-seg_duration', '6', join(out, 'ffmpeg.mpd')]],
  ];
  if (existsSync(shaka)) {
    tools.push(['shaka clear', shakaRun([])], ['shaka cenc', shakaRun([...key, '--protection_scheme', 'cenc'])],
      ['shaka cbcs', shakaRun([...key, '--protection_scheme', 'cbcs'])]);
  } else {
    console.log('shaka-packager is not under node_modules: left out');
  }
  const best = new Map();
  for (let round = 0; round < Number(options.rounds); ++round) {
    for (const [name, command] of tools) {
      rmSync(out, { recursive: true, force: true });
      spawnSync('mkdir', ['-p', out]);
      const now = run(command);
      const before = best.get(name) ?? now;
      best.set(name, { wall: Math.min(before.wall, now.wall), cpu: Math.min(before.cpu, now.cpu), rss: Math.max(before.rss, now.rss) });
    }
  }
  const size = statSync(input).size / 1e6;
  const base = best.get('nuri clear');
  console.log(`input ${size.toFixed(0)} MB, best of ${options.rounds}`);
  console.log('| tool | wall s | cpu s | MB/s | peak RSS MB | cpu against nuri clear |\n|---|---|---|---|---|---|');
  for (const [name, r] of best) {
    console.log(`| ${name} | ${r.wall.toFixed(3)} | ${r.cpu.toFixed(3)} | ${(size / r.wall).toFixed(0)} | ${r.rss.toFixed(1)} | ${(r.cpu / base.cpu).toFixed(2)} |`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
