import { openTestServer } from "#scripts/database/open.ts";

/** A process of its own, to be killed while its test server runs. */
const server = await openTestServer(process.argv[2] ?? "");
process.send?.(server.child.pid);
setInterval(() => {}, 1_000);
