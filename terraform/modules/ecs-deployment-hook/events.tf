locals {
  service_arns = { for name in var.services : name => replace(var.cluster_arn, "/:cluster\\/(.*)$/", ":service/$1/${name}") }

  # Each build looks for the deployment of one service. The name is that of the event's own service, or of the sweep's.
  override = "{\"environmentVariablesOverride\":[{\"name\":\"ECS_MIGRATE_SERVICE\",\"type\":\"PLAINTEXT\",\"value\":\"%s\"}]}"
}

resource "aws_cloudwatch_event_rule" "hook" {
  name_prefix = "${substr(var.name, 0, 37)}-"
  description = "A deployment waits for its migration at ${var.stage}"
  tags        = var.tags
  event_pattern = jsonencode({
    source      = ["aws.ecs"]
    detail-type = ["ECS Hook State Change"]
    detail = {
      eventName      = ["HOOK_AWAITING_ACTION"]
      hookType       = ["PAUSE"]
      lifecycleStage = [var.stage]
      serviceArn     = values(local.service_arns)
    }
  })
}

resource "aws_cloudwatch_event_target" "hook" {
  rule     = aws_cloudwatch_event_rule.hook.name
  arn      = aws_codebuild_project.this.arn
  role_arn = aws_iam_role.events.arn

  input_transformer {
    input_paths    = { service = "$.detail.serviceArn" }
    input_template = format(local.override, "<service>")
  }

  dead_letter_config {
    arn = aws_sqs_queue.undelivered.arn
  }

  depends_on = [aws_iam_role_policy.events]
}

resource "aws_cloudwatch_event_rule" "sweep" {
  count               = var.sweep_minutes == 0 ? 0 : 1
  name_prefix         = "${substr(var.name, 0, 37)}-"
  description         = "Looks for deployments that still wait for their migration"
  schedule_expression = "rate(${var.sweep_minutes} minutes)"
  tags                = var.tags
}

resource "aws_cloudwatch_event_target" "sweep" {
  for_each = var.sweep_minutes == 0 ? {} : local.service_arns
  rule     = aws_cloudwatch_event_rule.sweep[0].name
  arn      = aws_codebuild_project.this.arn
  role_arn = aws_iam_role.events.arn
  input    = format(local.override, each.value)

  dead_letter_config {
    arn = aws_sqs_queue.undelivered.arn
  }

  depends_on = [aws_iam_role_policy.events]
}

# Events for which no build could be started.
resource "aws_sqs_queue" "undelivered" {
  name_prefix               = "${substr(var.name, 0, 37)}-"
  message_retention_seconds = 1209600
  sqs_managed_sse_enabled   = true
  tags                      = var.tags
}

resource "aws_sqs_queue_policy" "undelivered" {
  queue_url = aws_sqs_queue.undelivered.url
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Undelivered"
      Effect    = "Allow"
      Principal = { Service = "events.amazonaws.com" }
      Action    = ["sqs:SendMessage"]
      Resource  = [aws_sqs_queue.undelivered.arn]
      Condition = { ArnEquals = { "aws:SourceArn" = concat([aws_cloudwatch_event_rule.hook.arn], aws_cloudwatch_event_rule.sweep[*].arn) } }
    }]
  })
}

resource "aws_iam_role" "events" {
  name_prefix          = "${substr(var.name, 0, 31)}-events-"
  description          = "Starts the builds of ${var.name}"
  path                 = var.role.path
  permissions_boundary = var.role.boundary_arn
  tags                 = var.tags
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "events.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id } }
    }]
  })
}

resource "aws_iam_role_policy" "events" {
  name = "start"
  role = aws_iam_role.events.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Sid = "Start", Effect = "Allow", Action = ["codebuild:StartBuild"], Resource = [aws_codebuild_project.this.arn] }]
  })
}
