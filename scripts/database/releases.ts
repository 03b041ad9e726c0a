/**
 * SecantusDB 0.6.0b17 on PyPI: the last release whose wheel carries the native server. The wheel is
 * only unpacked; no Python code of it runs, so the version of the Python at hand does not matter.
 */
export const RELEASE = "0.6.0b17";

export interface Release {
  readonly pipTag: string;
  readonly binary: string;
  readonly sha256: string;
}

const releases: Readonly<Record<string, Release>> = {
  "linux-x64": {
    pipTag: "manylinux_2_28_x86_64",
    binary: "secantusdb.scripts/secantusd-rs",
    sha256: "fe8ccfd1295c872c92a4c4c13c5a6a1dead88b2ff3b9aafb361406ec8aac4d14",
  },
  "linux-arm64": {
    pipTag: "manylinux_2_28_aarch64",
    binary: "secantusdb.scripts/secantusd-rs",
    sha256: "690fed7d7268bf7e90aeb2c8a5b390b32b34685170df9a304f961713e30540fe",
  },
  "linux-x64-musl": {
    pipTag: "musllinux_1_2_x86_64",
    binary: "secantusdb.scripts/secantusd-rs",
    sha256: "4f648c25d5c4015fa9b37831c1caaaa3a8e7cd1bccc1c5f27c3bcb7731a1dba4",
  },
  "darwin-arm64": {
    pipTag: "macosx_11_0_arm64",
    binary: "bin/secantusd-rs",
    sha256: "030a69eabbbb0761c244c0d041c1aa89df17680b26c98b374030f61b1c890aec",
  },
  "win32-x64": {
    pipTag: "win_amd64",
    binary: "bin/secantusd-rs.exe",
    sha256: "2002515e1ae0c4f419ea94f55cef2611391ca8c6e17f866284c86d033d5061c4",
  },
};

export function releaseFor(platform: string, arch: string, isMusl: boolean): Release | null {
  return releases[`${platform}-${arch}${isMusl ? "-musl" : ""}`] ?? null;
}

/** glibc names its version in Node's report; musl does not. */
export function runsOnMusl(): boolean {
  if (process.platform !== "linux") return false;
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return report.header?.glibcVersionRuntime === undefined;
}
