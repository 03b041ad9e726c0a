import { afterEach, expect } from "vitest";
import { describePages, takeComplaints } from "./browser.ts";

/** What stood on the screen when a journey failed is half of the answer why. */
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") console.log(await describePages());
});

/** No console error and no refused resource on any page of any journey; each answers for its own. */
afterEach(() => expect(takeComplaints()).toEqual([]));
