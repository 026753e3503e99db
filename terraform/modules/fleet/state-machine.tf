locals {
  # By name: a policy that refers to the state machine, whose role it is of, would be a circle.
  at        = "arn:${data.aws_partition.current.partition}:states:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}"
  own_arn   = "${local.at}:stateMachine:${var.name}"
  execution = "${local.at}:execution:${var.name}"
}

resource "aws_sfn_state_machine" "this" {
  name     = var.name
  type     = "STANDARD"
  role_arn = aws_iam_role.machine.arn
  tags     = var.tags
  definition = templatefile("${path.module}/fleet.asl.json", {
    function_arn = aws_lambda_function.this.arn
    bucket       = var.bucket
    prefix       = var.prefix
    concurrency  = var.concurrency
    rate         = var.rate
  })

  # Inputs may name tenants: the log has the errors only.
  logging_configuration {
    level                  = "ERROR"
    include_execution_data = false
    log_destination        = "${aws_cloudwatch_log_group.machine.arn}:*"
  }

  depends_on = [aws_iam_role_policy.machine]
}

resource "aws_cloudwatch_log_group" "machine" {
  name              = "/aws/vendedlogs/states/${var.name}"
  retention_in_days = var.logs.retention_in_days
  kms_key_id        = var.logs.kms_key_arn
  tags              = var.tags
}

resource "aws_iam_role" "machine" {
  name_prefix          = "${substr(var.name, 0, 32)}-sfn-"
  description          = "What the state machine ${var.name} may do"
  path                 = var.role.path
  permissions_boundary = var.role.boundary_arn
  tags                 = var.tags
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "states.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id } }
    }]
  })
}

resource "aws_iam_role_policy" "machine" {
  name = "fleet"
  role = aws_iam_role.machine.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Sid = "Step", Effect = "Allow", Action = ["lambda:InvokeFunction"], Resource = [aws_lambda_function.this.arn] },
      # A distributed map starts its children as executions of the same state machine.
      { Sid = "Children", Effect = "Allow", Action = ["states:StartExecution"], Resource = [local.own_arn] },
      { Sid = "Follow", Effect = "Allow", Action = ["states:DescribeExecution", "states:StopExecution"], Resource = ["${local.execution}:*"] },
      { Sid = "Items", Effect = "Allow", Action = ["s3:GetObject"], Resource = ["${local.bucket_arn}/${var.prefix}*"] },
      { Sid = "Results", Effect = "Allow", Action = ["s3:AbortMultipartUpload", "s3:ListMultipartUploadParts", "s3:PutObject"], Resource = ["${local.bucket_arn}/${var.prefix}*"] },
      # AWS knows no resource for these.
      {
        Sid    = "Log"
        Effect = "Allow"
        Action = [
          "logs:CreateLogDelivery", "logs:DeleteLogDelivery", "logs:DescribeLogGroups", "logs:DescribeResourcePolicies",
          "logs:GetLogDelivery", "logs:ListLogDeliveries", "logs:PutResourcePolicy", "logs:UpdateLogDelivery",
        ]
        Resource = ["*"]
      },
    ]
  })
}

# Somebody learns of an execution that has failed, even if nobody follows it.
resource "aws_cloudwatch_event_rule" "failed" {
  count       = var.alarm_topic_arn == null ? 0 : 1
  name        = "${var.name}-failed"
  description = "Executions of ${var.name} that did not succeed"
  tags        = var.tags
  event_pattern = jsonencode({
    source        = ["aws.states"]
    "detail-type" = ["Step Functions Execution Status Change"]
    detail        = { status = ["FAILED", "TIMED_OUT", "ABORTED"], stateMachineArn = [local.own_arn] }
  })
}

resource "aws_cloudwatch_event_target" "failed" {
  count = var.alarm_topic_arn == null ? 0 : 1
  rule  = aws_cloudwatch_event_rule.failed[0].name
  arn   = var.alarm_topic_arn
}
