import type { Provider } from "../provider.ts";
import { metaGraph } from "./meta-graph/index.ts";

/** Every provider the simulator stands in for; one line each. */
export const providers: readonly Provider[] = [metaGraph];
