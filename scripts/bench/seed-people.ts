import { whatsapp } from "#channels/whatsapp/index.ts";
import { seedCampaign } from "#tests/factories/run.ts";
import { openBenchRuntime, whatsappValues } from "./bench-runtime.ts";

/** Makes the people and the campaigns in a process of its own, so that no sender's memory holds them. */
const input = JSON.parse(process.argv[2] ?? "{}") as {
  uri: string;
  url: string;
  people: number;
  warmUp: number;
};
const { rt, close } = await openBenchRuntime(input.uri);
const accounts = [{ adapter: whatsapp, values: whatsappValues(input.url) }];
const warmUp = await seedCampaign({ people: input.warmUp, accounts }, rt);
const { campaignId } = await seedCampaign({ people: input.people, accounts }, rt);
process.send?.({ campaignId, warmUpId: warmUp.campaignId });
await close();
if (process.connected) process.disconnect();
