# A build that ends in any other way than SUCCEEDED, whoever ended it.
resource "aws_cloudwatch_event_rule" "failure" {
  count       = var.failure_topic == null ? 0 : 1
  name_prefix = "${substr(var.name, 0, 37)}-"
  description = "A migration of ${var.name} did not succeed"
  tags        = var.tags
  event_pattern = jsonencode({
    source      = ["aws.codebuild"]
    detail-type = ["CodeBuild Build State Change"]
    detail = {
      project-name = [aws_codebuild_project.this.name]
      build-status = ["FAILED", "FAULT", "STOPPED", "TIMED_OUT"]
    }
  })
}

resource "aws_cloudwatch_event_target" "failure" {
  count = var.failure_topic == null ? 0 : 1
  rule  = aws_cloudwatch_event_rule.failure[0].name
  arn   = var.failure_topic.arn

  input_transformer {
    input_paths = {
      by     = "$.detail.additional-information.initiator"
      log    = "$.detail.additional-information.logs.deep-link"
      status = "$.detail.build-status"
    }
    input_template = "\"The migration ${var.name}, started by <by>, did not succeed: <status>. Nothing was deployed after it. Cause and next step are at the end of its log: <log>\""
  }
}
