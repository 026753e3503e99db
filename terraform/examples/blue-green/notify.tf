# Who is told of a migration that did not succeed. A mail has to be confirmed once, by the link in it.
resource "aws_sns_topic" "failures" {
  name = "${var.name}-failed-migrations"
}

resource "aws_sns_topic_policy" "failures" {
  arn    = aws_sns_topic.failures.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [for environment in values(module.environment) : environment.migrate.topic_statement] })
}

resource "aws_sns_topic_subscription" "mail" {
  for_each  = toset(var.failure_mails)
  topic_arn = aws_sns_topic.failures.arn
  protocol  = "email"
  endpoint  = each.value
}
