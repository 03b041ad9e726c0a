import { Badge, Group } from "@mantine/core";

export function TagList({
  tags,
  max,
}: {
  readonly tags: readonly string[];
  readonly max?: number;
}) {
  const shown = max === undefined ? tags : tags.slice(0, max);
  return (
    <Group gap={4} wrap={max === undefined ? "wrap" : "nowrap"}>
      {shown.map((tag) => (
        <Badge key={tag} variant="default" size="sm" tt="none" fw={500}>
          {tag}
        </Badge>
      ))}
      {shown.length < tags.length ? <span>+{tags.length - shown.length}</span> : null}
    </Group>
  );
}
