import { expect, test } from "vitest";
import { mayDecide, operatorDecisions } from "./operator.ts";
import { deliveryStates } from "./state.ts";

test("only doubtful messages are settled by hand, only they and the dead are sent again", () => {
  const allowed = deliveryStates.flatMap((state) =>
    [null, "unavailable", "poison", "131026"].flatMap((reason) =>
      operatorDecisions
        .filter((decision) => mayDecide({ state, reason }, decision))
        .map((decision) => `${state}/${reason}: ${decision}`),
    ),
  );
  const doubtful = ["uncertain", "unknown"].flatMap((state) =>
    [null, "unavailable", "poison", "131026"].flatMap((reason) =>
      operatorDecisions.map((decision) => `${state}/${reason}: ${decision}`),
    ),
  );
  const dead = ["failed/unavailable: resend", "failed/poison: resend"];
  expect(allowed.toSorted()).toEqual([...doubtful, ...dead].toSorted());
});
