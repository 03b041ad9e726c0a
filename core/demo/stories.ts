/** The demo's three stories, in the order they are told. */
export const storyIds = ["shop", "newsroom", "airline"] as const;
export type StoryId = (typeof storyIds)[number];

/** Accounts of the demo are named after their story: this is how its campaign is found again. */
const accountPrefixes: Readonly<Record<StoryId, string>> = {
  shop: "acc_demo_shop_",
  newsroom: "acc_demo_news_",
  airline: "acc_demo_air_",
};

interface StoryCampaign {
  readonly isDemo: boolean;
  readonly senders: readonly { readonly accountId: string }[];
}

/** Of several campaigns the one the demo came with for this story; undefined once it is gone. */
export function campaignOfStory<Campaign extends StoryCampaign>(
  story: StoryId,
  campaigns: readonly Campaign[],
): Campaign | undefined {
  const prefix = accountPrefixes[story];
  return campaigns.find(
    ({ isDemo, senders }) =>
      isDemo && senders.some(({ accountId }) => accountId.startsWith(prefix)),
  );
}
